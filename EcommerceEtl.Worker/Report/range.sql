-- Two moments of which one lies on day $3, the other on day $4, in the own time zone of every chosen store. There are none if, of two
-- stores, one has ended the day before the other begins it.
SELECT from_time, to_time, from_time < first_end AND to_time < last_end AS found
FROM (
  SELECT
    max($3::timestamp AT TIME ZONE s.time_zone) AS from_time,
    min(($3::timestamp + interval '1 day') AT TIME ZONE s.time_zone) AS first_end,
    max($4::timestamp AT TIME ZONE s.time_zone) AS to_time,
    min(($4::timestamp + interval '1 day') AT TIME ZONE s.time_zone) AS last_end
  FROM stores s
  WHERE s.currency = $1
    AND s.name = ANY ($2)
) moments
