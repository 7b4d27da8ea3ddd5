-- What a day is said to add up to is what its carts and the rows of orders add up to: no day too many, none missing, no figure off.
SELECT
  coalesce(d.store_id, f.store_id) AS store_id, coalesce(d.day, f.day) AS day,
  d.sessions, d.viewed, d.carted, d.orders, d.abandoned, d.added, d.bought, d.units, d.gross, d.discounts, d.returns, d.shipping, d.tax,
  d.other,
  f.sessions AS found_sessions, f.viewed AS found_viewed, f.carted AS found_carted, f.orders AS found_orders,
  f.abandoned AS found_abandoned, f.added AS found_added, f.bought AS found_bought, f.units AS found_units, f.gross AS found_gross,
  f.discounts AS found_discounts, f.returns AS found_returns, f.shipping AS found_shipping, f.tax AS found_tax, f.other AS found_other
FROM daily_totals d
FULL JOIN (
  SELECT
    store_id, day, sum(sessions) AS sessions, sum(viewed) AS viewed, sum(carted) AS carted, sum(orders) AS orders,
    sum(abandoned) AS abandoned, sum(added) AS added, sum(bought) AS bought, sum(units) AS units, sum(gross) AS gross,
    sum(discounts) AS discounts, sum(returns) AS returns, sum(shipping) AS shipping, sum(tax) AS tax, sum(other) AS other
  FROM (
    SELECT
      c.store_id, c.day, count(*) AS sessions,
      count(*) FILTER (WHERE c.viewed) AS viewed,
      count(*) FILTER (WHERE c.carted) AS carted,
      count(*) FILTER (WHERE c.purchased) AS orders,
      count(*) FILTER (WHERE c.carted AND NOT c.purchased AND o.state IS DISTINCT FROM 'void') AS abandoned,
      count(*) FILTER (WHERE c.carted AND (c.viewed OR s.view_origin = 'none')) AS added,
      count(*) FILTER (WHERE c.carted AND (c.viewed OR s.view_origin = 'none') AND c.purchased) AS bought,
      coalesce(sum(c.units) FILTER (WHERE o.cart_id IS NULL), 0) AS units,
      coalesce(sum(c.revenue) FILTER (WHERE o.cart_id IS NULL), 0) AS gross,
      0 AS discounts, 0 AS returns, 0 AS shipping, 0 AS tax, 0 AS other
    FROM carts c
    JOIN stores s ON s.store_id = c.store_id
    LEFT JOIN orders o ON o.store_id = c.store_id AND o.cart_id = c.cart_id
    GROUP BY c.store_id, c.day
    UNION ALL
    SELECT
      store_id, day, 0, 0, 0, 0, 0, 0, 0,
      coalesce(sum(quantity) FILTER (WHERE action = 'sale' AND item = 'product'), 0),
      coalesce(sum(gross) FILTER (WHERE action = 'sale' AND item IN ('product', 'fee')), 0),
      coalesce(sum(discount) FILTER (WHERE action = 'sale' AND item IN ('product', 'fee')), 0),
      coalesce(-sum(gross - discount) FILTER (WHERE action = 'return' AND item IN ('product', 'fee', 'adjustment')), 0),
      coalesce(sum(gross - discount) FILTER (WHERE item = 'shipping'), 0),
      coalesce(sum(tax), 0),
      coalesce(sum(gross - discount) FILTER (WHERE item IN ('tip', 'duty', 'gift_card')), 0)
    FROM order_sales
    GROUP BY store_id, day
  ) parts
  GROUP BY store_id, day
  -- A day of which nothing is left but rows that cancel each other has no figures.
  HAVING (sum(sessions), sum(units), sum(gross), sum(discounts), sum(returns), sum(shipping), sum(tax), sum(other))
    IS DISTINCT FROM (0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric, 0::numeric)
) f ON f.store_id = d.store_id AND f.day = d.day
WHERE (
  d.sessions, d.viewed, d.carted, d.orders, d.abandoned, d.added, d.bought, d.units, d.gross, d.discounts, d.returns, d.shipping, d.tax,
  d.other
) IS DISTINCT FROM (
  f.sessions, f.viewed, f.carted, f.orders, f.abandoned, f.added, f.bought, f.units, f.gross, f.discounts, f.returns, f.shipping, f.tax,
  f.other)
