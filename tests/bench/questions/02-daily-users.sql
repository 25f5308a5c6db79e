SELECT date_trunc('day', timestamp)::DATE AS day, count(DISTINCT person) AS count
FROM events
WHERE event = '$pageview'
GROUP BY day
