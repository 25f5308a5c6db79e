WITH active AS (
  SELECT DISTINCT person, timestamp::DATE AS day FROM events WHERE event = '$pageview'
), neighbours AS (
  SELECT person, day, lag(day) OVER mine AS before, lead(day) OVER mine AS after
  FROM active
  WINDOW mine AS (PARTITION BY person ORDER BY day)
)
SELECT CASE
    WHEN before = day - 1 THEN 'returning'
    WHEN before IS NULL AND created_at::DATE = day THEN 'new'
    ELSE 'resurrecting'
  END AS status, day, count(*) AS count
FROM neighbours JOIN persons USING (person)
GROUP BY ALL
UNION ALL
SELECT 'dormant', day + 1, -count(*)
FROM neighbours
WHERE (after IS NULL OR after > day + 1) AND day < DATE '2026-05-03'
GROUP BY ALL
