-- Two moments between which the noons of days $3 to $4 lie, and no other noon, in the own time zone of every chosen store: so the functions
-- take exactly these days. There are none where the stores lie more than a day apart.
SELECT from_time, to_time, from_time > before AND to_time < after AS found
FROM (
  SELECT
    min(($3::timestamp + interval '12 hours') AT TIME ZONE s.time_zone) AS from_time,
    max(($3::timestamp - interval '12 hours') AT TIME ZONE s.time_zone) AS before,
    max(($4::timestamp + interval '12 hours') AT TIME ZONE s.time_zone) AS to_time,
    min(($4::timestamp + interval '36 hours') AT TIME ZONE s.time_zone) AS after
  FROM stores s
  WHERE s.currency = $1
    AND s.name = ANY ($2)
) moments
