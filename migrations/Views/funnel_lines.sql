-- What of a time range is counted of products: parts that add up to one row a product, of months, of their first days, of single days and
-- of rows of orders. Views, carts and purchases are counted in lines of sessions; units are those sold, returned those that came back,
-- revenue is net sales. {__all__} shows all. With bought_only lines that nobody bought are left out, which have no index of their own, and
-- whole months of a product of which nothing was sold.
--
-- From sums_from on and before sums_until (funnel_days) the sums of monthly_products are read. The days by which the range differs
-- (funnel_edge_days) are read from lines and rows of orders, and added or taken off. So of a product there may be parts that add up to
-- nothing. The sums know no cities: with cities chosen funnel_city_lines tells everything. About the bounds and CASE see funnel_sessions.
CREATE FUNCTION funnel_lines(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_cities text[], bought_only boolean)
RETURNS TABLE (
  store_id smallint, product_id bigint, views bigint, carts bigint, purchases bigint, unpriced bigint, units numeric, revenue numeric,
  returned numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  WITH edges AS MATERIALIZED (SELECT * FROM funnel_edge_days(from_time, to_time, chosen_currency, chosen_stores))
  -- The months from that of sums_from on. The first begins at most 27 days before the range, the last at least 24 days before its last day,
  -- and UTC may be a day off.
  SELECT m.store_id, nullif(m.product_id, 0), m.views, m.carts, m.purchases, m.unpriced, m.units, m.revenue - m.returns,
    m.returned_units
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN monthly_products m ON m.store_id = d.store_id
  WHERE '__all__' = ANY (chosen_cities)
    AND (NOT bought_only OR m.purchases > 0 OR m.units <> 0 OR m.revenue <> 0 OR m.returns <> 0)
    AND m.month BETWEEN (from_time AT TIME ZONE 'UTC')::date - 28 AND (to_time AT TIME ZONE 'UTC')::date - 23
    AND CASE WHEN m.month >= date_trunc('month', d.sums_from::timestamp) AND m.month < date_trunc('month', d.sums_until::timestamp)
      THEN true ELSE false END
  UNION ALL
  -- The days before sums_from of its month, which are taken off, and those before sums_until of its own.
  SELECT
    m.store_id, nullif(m.product_id, 0),
    CASE part.days
      WHEN 8 THEN m.views_8 WHEN 16 THEN m.views_16 WHEN 24 THEN m.views_24
      WHEN -8 THEN -m.views_8 WHEN -16 THEN -m.views_16 WHEN -24 THEN -m.views_24
    END,
    CASE part.days
      WHEN 8 THEN m.carts_8 WHEN 16 THEN m.carts_16 WHEN 24 THEN m.carts_24
      WHEN -8 THEN -m.carts_8 WHEN -16 THEN -m.carts_16 WHEN -24 THEN -m.carts_24
    END,
    CASE part.days
      WHEN 8 THEN m.purchases_8 WHEN 16 THEN m.purchases_16 WHEN 24 THEN m.purchases_24
      WHEN -8 THEN -m.purchases_8 WHEN -16 THEN -m.purchases_16 WHEN -24 THEN -m.purchases_24
    END,
    CASE part.days
      WHEN 8 THEN m.unpriced_8 WHEN 16 THEN m.unpriced_16 WHEN 24 THEN m.unpriced_24
      WHEN -8 THEN -m.unpriced_8 WHEN -16 THEN -m.unpriced_16 WHEN -24 THEN -m.unpriced_24
    END,
    CASE part.days
      WHEN 8 THEN m.units_8 WHEN 16 THEN m.units_16 WHEN 24 THEN m.units_24
      WHEN -8 THEN -m.units_8 WHEN -16 THEN -m.units_16 WHEN -24 THEN -m.units_24
    END,
    CASE part.days
      WHEN 8 THEN m.revenue_8 - m.returns_8
      WHEN 16 THEN m.revenue_16 - m.returns_16
      WHEN 24 THEN m.revenue_24 - m.returns_24
      WHEN -8 THEN m.returns_8 - m.revenue_8
      WHEN -16 THEN m.returns_16 - m.revenue_16
      WHEN -24 THEN m.returns_24 - m.revenue_24
    END,
    CASE part.days
      WHEN 8 THEN m.returned_units_8 WHEN 16 THEN m.returned_units_16 WHEN 24 THEN m.returned_units_24
      WHEN -8 THEN -m.returned_units_8 WHEN -16 THEN -m.returned_units_16 WHEN -24 THEN -m.returned_units_24
    END
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  CROSS JOIN LATERAL (VALUES
    (date_trunc('month', d.sums_from::timestamp)::date, 1 - extract(day FROM d.sums_from)::int),
    (date_trunc('month', d.sums_until::timestamp)::date, extract(day FROM d.sums_until)::int - 1)
  ) AS part (month, days)
  JOIN monthly_products m ON m.store_id = d.store_id AND m.month = part.month
  WHERE '__all__' = ANY (chosen_cities)
    AND d.sums_from < d.sums_until
    AND part.days <> 0
  UNION ALL
  -- The days by which these sums and the range differ.
  SELECT
    l.store_id, l.product_id, CASE WHEN l.viewed_at IS NOT NULL THEN e.sign END, CASE WHEN l.carted_at IS NOT NULL THEN e.sign END,
    CASE WHEN l.purchased_at IS NOT NULL THEN e.sign END, CASE WHEN l.purchased_at IS NOT NULL AND l.unit_price IS NULL THEN e.sign END,
    CASE WHEN e.ordered OR l.purchased_at IS NULL THEN NULL WHEN e.sign = 1 THEN l.quantity ELSE -l.quantity END,
    CASE
      WHEN e.ordered OR l.purchased_at IS NULL THEN NULL WHEN e.sign = 1 THEN l.quantity * l.unit_price ELSE -l.quantity * l.unit_price
    END,
    NULL::numeric
  FROM edges e
  JOIN cart_lines l ON l.store_id = e.store_id AND l.day = e.day
  WHERE '__all__' = ANY (chosen_cities)
    AND (NOT bought_only OR l.purchased_at IS NOT NULL)
  UNION ALL
  -- What orders say of these days.
  SELECT
    r.store_id, r.product_id, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint,
    CASE WHEN r.action <> 'sale' OR r.item <> 'product' THEN NULL WHEN e.sign = 1 THEN r.quantity ELSE -r.quantity END,
    CASE WHEN e.sign = 1 THEN r.gross - r.discount ELSE r.discount - r.gross END,
    CASE WHEN r.action <> 'return' OR r.item <> 'product' THEN NULL WHEN e.sign = 1 THEN -r.quantity ELSE r.quantity END
  FROM edges e
  JOIN order_sales r ON r.store_id = e.store_id AND r.day = e.day
  WHERE '__all__' = ANY (chosen_cities)
    AND r.item IN ('product', 'fee', 'adjustment')
  UNION ALL
  SELECT * FROM funnel_city_lines(from_time, to_time, chosen_currency, chosen_stores, chosen_cities, bought_only)
$$;
COMMENT ON FUNCTION funnel_lines IS
  'What of a range is counted of products, in parts that funnel_products and funnel_sales add up. Revenue is net sales.';
