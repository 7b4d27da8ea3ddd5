-- The sums of the carts that the warehouse holds already; from then on each load keeps them.
INSERT INTO daily_sessions (store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, revenue)
SELECT
  store_id, day, count(*),
  count(*) FILTER (WHERE viewed),
  count(*) FILTER (WHERE carted),
  count(*) FILTER (WHERE purchased),
  count(*) FILTER (WHERE carted AND NOT purchased),
  count(*) FILTER (WHERE viewed AND carted),
  count(*) FILTER (WHERE viewed AND carted AND purchased),
  sum(revenue)
FROM carts
GROUP BY store_id, day
