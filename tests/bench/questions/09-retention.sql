WITH active AS (
  SELECT DISTINCT person, date_trunc('week', timestamp)::DATE AS week FROM events WHERE event = '$pageview'
)
SELECT started.week, (later.week - started.week) // 7 AS distance, count(*) AS count
FROM active AS started JOIN active AS later ON later.person = started.person AND later.week >= started.week
GROUP BY ALL
