SELECT date_trunc('day', timestamp)::DATE AS day, count(*) AS count
FROM events
WHERE event = '$pageview'
GROUP BY day
