-- The newest attempt that has come to a step is the one to go on with: no other has more time left.
WITH first AS (
  SELECT person, timestamp, event,
    max(CASE WHEN event = '$pageview' THEN timestamp END) OVER earlier AS attempt
  FROM events
  WHERE event IN ('$pageview', 'product viewed', 'purchase')
  WINDOW earlier AS (PARTITION BY person ORDER BY timestamp ROWS UNBOUNDED PRECEDING)
), second AS (
  SELECT person, timestamp, event, attempt,
    max(CASE WHEN event = 'product viewed' AND timestamp <= attempt + INTERVAL 14 DAY THEN attempt END) OVER earlier AS attempt_at_2
  FROM first
  WINDOW earlier AS (PARTITION BY person ORDER BY timestamp ROWS UNBOUNDED PRECEDING)
), persons AS (
  SELECT person,
    max(attempt) IS NOT NULL AS at_1,
    max(attempt_at_2) IS NOT NULL AS at_2,
    coalesce(bool_or(event = 'purchase' AND timestamp <= attempt_at_2 + INTERVAL 14 DAY), false) AS at_3
  FROM second
  GROUP BY person
), counted AS (
  SELECT count(*) FILTER (at_1) AS at_1, count(*) FILTER (at_2) AS at_2, count(*) FILTER (at_3) AS at_3 FROM persons
)
SELECT 0 AS step, at_1 AS count FROM counted
UNION ALL SELECT 1, at_2 FROM counted
UNION ALL SELECT 2, at_3 FROM counted
