-- What the address contains is decided once for each address, not once for each event.
WITH matching AS (SELECT url FROM unnest(enum_range(NULL::url)) AS urls(url) WHERE url ILIKE '%PRODUCTS%')
SELECT date_trunc('day', timestamp)::DATE AS day, count(*) AS count
FROM events
WHERE event = '$pageview' AND browser IN ('Chrome', 'Firefox', 'Brave')
  AND url IN (SELECT url::url FROM matching)
GROUP BY day
