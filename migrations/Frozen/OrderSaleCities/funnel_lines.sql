-- What of a time range is counted of products: parts that add up to one row a product, of months, of their first days, of single days and
-- of rows of orders. Views, carts and purchases are counted in lines of sessions; units are those sold, returned those that came back,
-- revenue is net sales. {__all__} shows all. With bought_only lines that nobody bought are left out, which have no index of their own, and
-- whole months of a product of which nothing was sold. With money_only lines of stores that state orders are left out, whose money is in
-- their orders.
--
-- From sums_from on and before sums_until (funnel_days) the sums of monthly_products are read. The days by which the range differs
-- (funnel_edge_days) are read from lines and rows of orders, and added or taken off. So of a product there may be parts that add up to
-- nothing. The sums know no cities: with cities chosen funnel_city_lines tells everything. About the bounds and CASE see funnel_sessions.
CREATE FUNCTION funnel_lines(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_cities text[], bought_only boolean,
  money_only boolean)
RETURNS TABLE (
  store_id smallint, product_id bigint, views bigint, carts bigint, purchases bigint, unpriced bigint, units numeric, revenue numeric,
  returned numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  WITH edges AS MATERIALIZED (SELECT * FROM funnel_edge_days(from_time, to_time, chosen_currency, chosen_stores)),
  -- How many days before sums_from are taken off its month, and how many before sums_until are added of its own.
  first_days AS MATERIALIZED (
    SELECT d.store_id, part.month, part.days, part.sign
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    CROSS JOIN LATERAL (VALUES
      (date_trunc('month', d.sums_from::timestamp)::date, extract(day FROM d.sums_from)::int - 1, -1),
      (date_trunc('month', d.sums_until::timestamp)::date, extract(day FROM d.sums_until)::int - 1, 1)
    ) AS part (month, days, sign)
    WHERE d.sums_from < d.sums_until
  )
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
  -- The first days of the months at both ends.
  SELECT
    m.store_id, nullif(m.product_id, 0), f.sign * m.views_8, f.sign * m.carts_8, f.sign * m.purchases_8, f.sign * m.unpriced_8,
    CASE f.sign WHEN 1 THEN m.units_8 ELSE -m.units_8 END,
    CASE f.sign WHEN 1 THEN m.revenue_8 - m.returns_8 ELSE m.returns_8 - m.revenue_8 END,
    CASE f.sign WHEN 1 THEN m.returned_units_8 ELSE -m.returned_units_8 END
  FROM first_days f
  JOIN monthly_products m ON m.store_id = f.store_id AND m.month = f.month
  WHERE '__all__' = ANY (chosen_cities)
    AND f.days = 8
  UNION ALL
  SELECT
    m.store_id, nullif(m.product_id, 0), f.sign * m.views_16, f.sign * m.carts_16, f.sign * m.purchases_16, f.sign * m.unpriced_16,
    CASE f.sign WHEN 1 THEN m.units_16 ELSE -m.units_16 END,
    CASE f.sign WHEN 1 THEN m.revenue_16 - m.returns_16 ELSE m.returns_16 - m.revenue_16 END,
    CASE f.sign WHEN 1 THEN m.returned_units_16 ELSE -m.returned_units_16 END
  FROM first_days f
  JOIN monthly_products m ON m.store_id = f.store_id AND m.month = f.month
  WHERE '__all__' = ANY (chosen_cities)
    AND f.days = 16
  UNION ALL
  SELECT
    m.store_id, nullif(m.product_id, 0), f.sign * m.views_24, f.sign * m.carts_24, f.sign * m.purchases_24, f.sign * m.unpriced_24,
    CASE f.sign WHEN 1 THEN m.units_24 ELSE -m.units_24 END,
    CASE f.sign WHEN 1 THEN m.revenue_24 - m.returns_24 ELSE m.returns_24 - m.revenue_24 END,
    CASE f.sign WHEN 1 THEN m.returned_units_24 ELSE -m.returned_units_24 END
  FROM first_days f
  JOIN monthly_products m ON m.store_id = f.store_id AND m.month = f.month
  WHERE '__all__' = ANY (chosen_cities)
    AND f.days = 24
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
    AND NOT (money_only AND e.ordered)
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
  SELECT * FROM funnel_city_lines(from_time, to_time, chosen_currency, chosen_stores, chosen_cities, bought_only, money_only)
$$;
COMMENT ON FUNCTION funnel_lines IS
  'What of a range is counted of products, in parts that funnel_products and funnel_sales add up. Revenue is net sales.';
