-- A pause of half an hour ends a visit; an address that follows itself is one step.
WITH visits AS (
  SELECT person, timestamp, url,
    lag(url) OVER mine AS url_before,
    coalesce(timestamp - lag(timestamp) OVER mine >= INTERVAL 30 MINUTE, true) AS begins
  FROM events
  WHERE event = '$pageview'
  WINDOW mine AS (PARTITION BY person ORDER BY timestamp)
), steps AS (
  SELECT person, timestamp, url,
    sum(begins::INT) OVER (PARTITION BY person ORDER BY timestamp ROWS UNBOUNDED PRECEDING) AS visit
  FROM visits
  WHERE begins OR url <> url_before
), placed AS (
  SELECT row_number() OVER mine AS place, url AS source, lead(url) OVER mine AS target
  FROM steps
  WINDOW mine AS (PARTITION BY person, visit ORDER BY timestamp)
), counted AS (
  SELECT place, source, target, count(*) AS count
  FROM placed
  WHERE place < 5 AND target IS NOT NULL
  GROUP BY place, source, target
)
SELECT place || '_' || source AS source, (place + 1) || '_' || target AS target, count
FROM counted
ORDER BY count DESC, place, counted.source::VARCHAR, counted.target::VARCHAR
LIMIT 50
