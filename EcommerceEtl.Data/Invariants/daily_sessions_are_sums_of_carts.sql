-- What a day is said to add up to is what its carts add up to: no day too many, none missing, no figure off.
SELECT
  coalesce(d.store_id, c.store_id) AS store_id, coalesce(d.day, c.day) AS day,
  d.sessions, d.viewed, d.carted, d.orders, d.abandoned, d.added,
  d.bought, d.revenue, c.sessions AS carts_sessions, c.viewed AS carts_viewed, c.carted AS carts_carted, c.orders AS carts_orders,
  c.abandoned AS carts_abandoned, c.added AS carts_added, c.bought AS carts_bought, c.revenue AS carts_revenue
FROM daily_sessions d
FULL JOIN (
  SELECT store_id, day, count(*) AS sessions,
    count(*) FILTER (WHERE viewed) AS viewed,
    count(*) FILTER (WHERE carted) AS carted,
    count(*) FILTER (WHERE purchased) AS orders,
    count(*) FILTER (WHERE carted AND NOT purchased) AS abandoned,
    count(*) FILTER (WHERE viewed AND carted) AS added,
    count(*) FILTER (WHERE viewed AND carted AND purchased) AS bought,
    sum(revenue) AS revenue
  FROM carts
  GROUP BY store_id, day
) c ON c.store_id = d.store_id AND c.day = d.day
WHERE (d.sessions, d.viewed, d.carted, d.orders, d.abandoned, d.added, d.bought, d.revenue)
  IS DISTINCT FROM (c.sessions, c.viewed, c.carted, c.orders, c.abandoned, c.added, c.bought, c.revenue)
