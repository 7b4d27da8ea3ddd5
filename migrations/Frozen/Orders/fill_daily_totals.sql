-- Until now all stores were simulated: their revenue is gross, and nothing was taken off or came back.
INSERT INTO daily_totals (
  store_id, day, sessions, viewed, carted, orders, abandoned, added, bought, units, gross, discounts, returns, shipping, tax, other)
SELECT
  d.store_id, d.day, d.sessions, d.viewed, d.carted, d.orders, d.abandoned, d.added, d.bought, coalesce(sum(c.units), 0), d.revenue,
  0, 0, 0, 0, 0
FROM daily_sessions d
LEFT JOIN carts c ON c.store_id = d.store_id AND c.day = d.day
GROUP BY d.store_id, d.day
