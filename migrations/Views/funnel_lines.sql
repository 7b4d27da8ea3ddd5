-- What of a time range is counted of products: parts that add up to one row a product, of months, of their first days, of single days and of
-- rows of orders. Views, carts and purchases are counted in lines of sessions; units are those sold, returned those that came back, revenue
-- is net sales. {__all__} shows all. With bought_only lines that nobody bought are left out, which have no index of their own, and products
-- of months of which nothing was sold.
--
-- Between sums_from and sums_until (funnel_days) the sums of monthly_products are read: those of the months, less the first days of the
-- first month, and with the first days of the month in which sums_until lies. The days by which the range differs (funnel_edge_days) are
-- read from lines and rows of orders, and added or taken off. So of a product there may be parts that add up to nothing. The sums know no
-- cities: with cities chosen every line of the range is read, by way of its cart. About the bounds and CASE see funnel_sessions.
CREATE FUNCTION funnel_lines(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_cities text[], bought_only boolean)
RETURNS TABLE (
  store_id smallint, product_id bigint, views bigint, carts bigint, purchases bigint, unpriced bigint, units numeric, revenue numeric,
  returned numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  WITH edges AS MATERIALIZED (SELECT * FROM funnel_edge_days(from_time, to_time, chosen_currency, chosen_stores))
  -- The months. One begins at most 25 days before its first day in the range, and UTC may be a day off.
  SELECT m.store_id, nullif(m.product_id, 0), m.views, m.carts, m.purchases, m.unpriced, m.units, m.revenue - m.returns,
    m.returned_units
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN monthly_products m ON m.store_id = d.store_id
  WHERE '__all__' = ANY (chosen_cities)
    AND (NOT bought_only OR m.purchases > 0 OR m.units <> 0 OR m.revenue <> 0 OR m.returns <> 0)
    AND m.month BETWEEN (from_time AT TIME ZONE 'UTC')::date - 26 AND (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN m.month >= date_trunc('month', d.sums_from::timestamp) AND m.month < date_trunc('month', d.sums_until::timestamp)
      THEN true ELSE false END
  UNION ALL
  -- The first days of the first month and of that after the last.
  SELECT m.store_id, nullif(m.product_id, 0),
    part.sign * CASE part.days WHEN 10 THEN m.views_10 ELSE m.views_20 END,
    part.sign * CASE part.days WHEN 10 THEN m.carts_10 ELSE m.carts_20 END,
    part.sign * CASE part.days WHEN 10 THEN m.purchases_10 ELSE m.purchases_20 END,
    part.sign * CASE part.days WHEN 10 THEN m.unpriced_10 ELSE m.unpriced_20 END,
    part.sign * CASE part.days WHEN 10 THEN m.units_10 ELSE m.units_20 END,
    part.sign * CASE part.days WHEN 10 THEN m.revenue_10 - m.returns_10 ELSE m.revenue_20 - m.returns_20 END,
    part.sign * CASE part.days WHEN 10 THEN m.returned_units_10 ELSE m.returned_units_20 END
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  CROSS JOIN LATERAL (VALUES
    (date_trunc('month', d.sums_from::timestamp)::date, extract(day FROM d.sums_from)::int - 1, -1),
    (date_trunc('month', d.sums_until::timestamp)::date, extract(day FROM d.sums_until)::int - 1, 1)
  ) AS part (month, days, sign)
  JOIN monthly_products m ON m.store_id = d.store_id AND m.month = part.month
  WHERE '__all__' = ANY (chosen_cities)
    AND d.sums_from < d.sums_until
    AND part.days > 0
  UNION ALL
  -- The days by which these sums and the range differ.
  SELECT
    l.store_id, l.product_id, CASE WHEN l.viewed_at IS NULL THEN 0 ELSE e.sign END, CASE WHEN l.carted_at IS NULL THEN 0 ELSE e.sign END,
    CASE WHEN l.purchased_at IS NULL THEN 0 ELSE e.sign END,
    CASE WHEN l.purchased_at IS NULL OR l.unit_price IS NOT NULL THEN 0 ELSE e.sign END,
    CASE WHEN l.purchased_at IS NOT NULL AND NOT e.ordered THEN e.sign * l.quantity END,
    CASE WHEN l.purchased_at IS NOT NULL AND NOT e.ordered THEN e.sign * l.quantity * l.unit_price END, NULL
  FROM edges e
  JOIN cart_lines l ON l.store_id = e.store_id AND l.day = e.day
  WHERE '__all__' = ANY (chosen_cities)
    AND (NOT bought_only OR l.purchased_at IS NOT NULL)
  UNION ALL
  -- What orders say of these days.
  SELECT
    r.store_id, r.product_id, 0, 0, 0, 0, CASE WHEN r.action = 'sale' AND r.item = 'product' THEN e.sign * r.quantity END,
    e.sign * (r.gross - r.discount), CASE WHEN r.action = 'return' AND r.item = 'product' THEN -e.sign * r.quantity END
  FROM edges e
  JOIN order_sales r ON r.store_id = e.store_id AND r.day = e.day
  WHERE '__all__' = ANY (chosen_cities)
    AND r.item IN ('product', 'fee', 'adjustment')
  UNION ALL
  -- The chosen cities.
  SELECT
    l.store_id, l.product_id, count(l.viewed_at), count(l.carted_at), count(l.purchased_at),
    count(l.purchased_at) FILTER (WHERE l.unit_price IS NULL),
    sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered),
    sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered), 0
  FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, ARRAY['__all__'], chosen_cities) s
  JOIN funnel_days(from_time, to_time, chosen_currency, chosen_stores) d ON d.store_id = s.store_id
  JOIN cart_lines l ON l.store_id = s.store_id AND l.cart_id = s.cart_id
  WHERE NOT '__all__' = ANY (chosen_cities)
    AND (NOT bought_only OR l.purchased_at IS NOT NULL)
    AND l.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
  GROUP BY l.store_id, l.product_id
  UNION ALL
  SELECT r.store_id, r.product_id, 0, 0, 0, 0, sum(r.units), sum(r.gross - r.discounts - r.returns),
    sum(r.returned)
  FROM funnel_orders(from_time, to_time, chosen_currency, chosen_stores, ARRAY['__all__'], chosen_cities) r
  WHERE NOT '__all__' = ANY (chosen_cities)
    AND r.item IN ('product', 'fee', 'adjustment')
  GROUP BY r.store_id, r.product_id
$$;
COMMENT ON FUNCTION funnel_lines IS
  'What of a range is counted of products, in parts that funnel_products and funnel_sales add up. Revenue is net sales.';
