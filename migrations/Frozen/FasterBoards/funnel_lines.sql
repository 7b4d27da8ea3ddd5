-- What of a time range is counted of products: parts that add up to one row a product, of months, of parts of months, of days and of rows
-- of orders. Views, carts and purchases are counted in lines of sessions; units are those sold, returned those that came back, revenue is
-- net sales. {__all__} shows all. With bought_only lines that nobody bought are left out, which have no index of their own.
--
-- Between sums_from and sums_until (funnel_days) sums are read: those of the months in monthly_products, less the days of the first month
-- before sums_from and with those of the last month before sums_until, which are in month_to_date_products. The days by which the range
-- differs (funnel_edge_days) are read from lines and rows of orders, and added or taken off. So of a product there may be parts that add up
-- to nothing. The sums know no cities: with cities chosen every line of the range is read, by way of its cart. About the bounds and CASE
-- see funnel_sessions.
CREATE FUNCTION funnel_lines(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_cities text[], bought_only boolean)
RETURNS TABLE (
  store_id smallint, product_id bigint, views bigint, carts bigint, purchases bigint, unpriced bigint, units numeric, revenue numeric,
  returned numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  -- The months.
  SELECT m.store_id, nullif(m.product_id, 0), m.views, m.carts, m.purchases, m.unpriced, m.units, m.revenue - m.returns,
    m.returned_units
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN monthly_products m ON m.store_id = d.store_id
  WHERE '__all__' = ANY (chosen_cities)
    AND (NOT bought_only OR m.purchases > 0 OR m.revenue <> 0 OR m.returns <> 0)
    AND m.month BETWEEN (from_time AT TIME ZONE 'UTC')::date - 37 AND (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN m.month >= date_trunc('month', d.sums_from::timestamp) AND m.month < date_trunc('month', d.sums_until::timestamp)
      THEN true ELSE false END
  UNION ALL
  -- The days of the first month that come before, and those of the last month.
  SELECT m.store_id, nullif(m.product_id, 0), part.sign * m.views, part.sign * m.carts, part.sign * m.purchases, part.sign * m.unpriced,
    part.sign * m.units, part.sign * (m.revenue - m.returns), part.sign * m.returned_units
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  CROSS JOIN LATERAL (VALUES (d.sums_from, -1), (d.sums_until, 1)) AS part (until, sign)
  JOIN month_to_date_products m ON m.store_id = d.store_id AND m.until = part.until
  WHERE '__all__' = ANY (chosen_cities)
    AND d.sums_from < d.sums_until
    AND (NOT bought_only OR m.purchases > 0 OR m.revenue <> 0 OR m.returns <> 0)
  UNION ALL
  -- The days by which these sums and the range differ.
  SELECT
    l.store_id, l.product_id, e.sign * count(l.viewed_at), e.sign * count(l.carted_at), e.sign * count(l.purchased_at),
    e.sign * count(l.purchased_at) FILTER (WHERE l.unit_price IS NULL),
    e.sign * sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT e.ordered),
    e.sign * sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT e.ordered), 0
  FROM funnel_edge_days(from_time, to_time, chosen_currency, chosen_stores) e
  JOIN cart_lines l ON l.store_id = e.store_id AND l.day = e.day
  WHERE '__all__' = ANY (chosen_cities)
    AND (NOT bought_only OR l.purchased_at IS NOT NULL)
  GROUP BY l.store_id, l.product_id, e.sign
  UNION ALL
  -- What orders say of these days.
  SELECT
    r.store_id, r.product_id, 0, 0, 0, 0, e.sign * sum(r.quantity) FILTER (WHERE r.action = 'sale' AND r.item = 'product'),
    e.sign * sum(r.gross - r.discount), -e.sign * sum(r.quantity) FILTER (WHERE r.action = 'return' AND r.item = 'product')
  FROM funnel_edge_days(from_time, to_time, chosen_currency, chosen_stores) e
  JOIN order_sales r ON r.store_id = e.store_id AND r.day = e.day
  WHERE '__all__' = ANY (chosen_cities)
    AND r.item IN ('product', 'fee', 'adjustment')
  GROUP BY r.store_id, r.product_id, e.sign
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
