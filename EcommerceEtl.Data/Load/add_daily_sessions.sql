-- Adds differences to the sums of days. The sums are worked out before the INSERT, since the table's CHECKs would refuse a difference below 0.
INSERT INTO daily_sessions (store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
SELECT
  $1, by.day, coalesce(d.sessions, 0) + by.sessions, coalesce(d.viewed, 0) + by.viewed, coalesce(d.carted, 0) + by.carted,
  coalesce(d.orders, 0) + by.orders, coalesce(d.abandoned, 0) + by.abandoned, coalesce(d.added, 0) + by.added,
  coalesce(d.bought, 0) + by.bought, coalesce(d.revenue, 0) + by.revenue
FROM unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::numeric[])
  AS by (day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
LEFT JOIN daily_sessions d ON d.store_id = $1 AND d.day = by.day
ON CONFLICT (store_id, day) DO UPDATE SET
  sessions = excluded.sessions,
  viewed = excluded.viewed,
  carted = excluded.carted,
  orders = excluded.orders,
  abandoned = excluded.abandoned,
  added = excluded.added,
  bought = excluded.bought,
  revenue = excluded.revenue
