SELECT date_trunc('day', timestamp)::DATE AS day, quantile_cont(load_time, 0.9) AS p90
FROM events
WHERE event = '$pageview'
GROUP BY day
