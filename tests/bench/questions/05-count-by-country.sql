WITH counted AS (
  SELECT country, date_trunc('day', timestamp)::DATE AS day, count(*) AS count
  FROM events
  WHERE event = '$pageview'
  GROUP BY country, day
), largest AS (
  SELECT country FROM counted GROUP BY country ORDER BY sum(count) DESC, country::VARCHAR LIMIT 25
)
SELECT coalesce(largest.country::VARCHAR, '$$_posthog_breakdown_other_$$') AS shown, day, sum(count)::BIGINT AS count
FROM counted LEFT JOIN largest USING (country)
GROUP BY shown, day
