-- Each active day of a person counts in the seven days from it on, but for those in which a later one counts.
WITH active AS (
  SELECT DISTINCT person, timestamp::DATE AS day FROM events WHERE event = '$pageview'
), spans AS (
  SELECT day AS start, least(day + 7, coalesce(lead(day) OVER (PARTITION BY person ORDER BY day), DATE '9999-01-01')) AS stop
  FROM active
), changes AS (
  SELECT start AS day, count(*) AS change FROM spans GROUP BY start
  UNION ALL
  SELECT stop AS day, -count(*) AS change FROM spans GROUP BY stop
)
SELECT day, (sum(sum(change)) OVER (ORDER BY day))::BIGINT AS count
FROM changes
GROUP BY day
QUALIFY day <= DATE '2026-05-03'
