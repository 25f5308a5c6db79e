WITH persons AS (
  SELECT person, count(DISTINCT timestamp::DATE) AS days FROM events WHERE event = '$pageview' GROUP BY person
)
SELECT days, count(*) AS count FROM persons GROUP BY days
