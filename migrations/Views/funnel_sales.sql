-- What was bought in a time range, and what came back, one row a product, with its latest category. Revenue is net sales: it adds up to the
-- range's total, and may be negative where more came back. Unpriced lines count in units and in no revenue. {__all__} shows all.
--
-- Months that lie wholly in the range are read from monthly_products, the days before and after them from the lines, which have an index on
-- the day of the bought ones, and the rows of orders. The sums know no cities: with cities chosen every bought line of the range is read.
-- Categories are looked up last: for products, not for lines. About earliest, latest and CASE see funnel_products.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum
-- names a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is
-- planned once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_sales(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (store_id smallint, product_id bigint, category text, purchases bigint, unpriced bigint, units numeric, revenue numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  earliest date;
  latest date;
BEGIN
  SELECT min(d.first_day), max(d.last_day)
  INTO earliest, latest
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d;

  RETURN QUERY
  SELECT
    sold.store_id, sold.product_id, coalesce(p.category, 'unknown'), sold.purchases, sold.unpriced, coalesce(sold.units, 0),
    coalesce(sold.revenue, 0)
  FROM (
    SELECT
      part.store_id, part.product_id, sum(part.purchases)::bigint AS purchases, sum(part.unpriced)::bigint AS unpriced,
      sum(part.units) AS units, sum(part.revenue) AS revenue
    FROM (
      -- The months in the range.
      SELECT m.store_id, nullif(m.product_id, 0) AS product_id, m.purchases, m.unpriced, m.units, m.revenue - m.returns AS revenue
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN monthly_products m ON m.store_id = d.store_id
      WHERE '__all__' = ANY (chosen_cities)
        AND (m.purchases > 0 OR m.revenue <> 0 OR m.returns <> 0)
        AND m.month BETWEEN earliest AND latest
        AND CASE WHEN m.month >= d.months_from AND m.month < d.months_until THEN true ELSE false END
      UNION ALL
      -- The days before and after these months.
      SELECT
        l.store_id, l.product_id, count(*), count(*) FILTER (WHERE l.unit_price IS NULL), sum(l.quantity) FILTER (WHERE NOT d.ordered),
        sum(l.quantity * l.unit_price) FILTER (WHERE NOT d.ordered)
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      CROSS JOIN LATERAL (VALUES (d.first_day, d.months_from - 1), (d.months_until, d.last_day)) AS edge (first_day, last_day)
      JOIN cart_lines l ON l.store_id = d.store_id AND l.day BETWEEN edge.first_day AND edge.last_day
      WHERE '__all__' = ANY (chosen_cities)
        AND l.purchased_at IS NOT NULL
      GROUP BY l.store_id, l.product_id
      UNION ALL
      -- What orders say of these days.
      SELECT
        r.store_id, r.product_id, 0, 0, sum(CASE WHEN r.action = 'sale' AND r.item = 'product' THEN r.quantity ELSE 0 END),
        sum(r.gross - r.discount)
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      CROSS JOIN LATERAL (VALUES (d.first_day, d.months_from - 1), (d.months_until, d.last_day)) AS edge (first_day, last_day)
      JOIN order_sales r ON r.store_id = d.store_id AND r.day BETWEEN edge.first_day AND edge.last_day
      WHERE '__all__' = ANY (chosen_cities)
        AND r.item IN ('product', 'fee', 'adjustment')
      GROUP BY r.store_id, r.product_id
      UNION ALL
      -- The customers of the chosen cities.
      SELECT
        l.store_id, l.product_id, count(*), count(*) FILTER (WHERE l.unit_price IS NULL), sum(l.quantity) FILTER (WHERE NOT d.ordered),
        sum(l.quantity * l.unit_price) FILTER (WHERE NOT d.ordered)
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN carts c ON c.store_id = d.store_id
      JOIN cart_lines l ON l.store_id = c.store_id AND l.cart_id = c.cart_id
      LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
      WHERE NOT '__all__' = ANY (chosen_cities)
        AND coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
        AND l.purchased_at IS NOT NULL
        AND c.day BETWEEN earliest AND latest
        AND l.day BETWEEN earliest AND latest
        AND CASE WHEN l.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      GROUP BY l.store_id, l.product_id
      UNION ALL
      SELECT
        r.store_id, r.product_id, 0, 0, sum(CASE WHEN r.action = 'sale' AND r.item = 'product' THEN r.quantity ELSE 0 END),
        sum(r.gross - r.discount)
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN order_sales r ON r.store_id = d.store_id
      JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
      LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
      WHERE NOT '__all__' = ANY (chosen_cities)
        AND coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
        AND r.item IN ('product', 'fee', 'adjustment')
        AND r.day BETWEEN earliest AND latest
        AND CASE WHEN r.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      GROUP BY r.store_id, r.product_id
    ) part
    GROUP BY part.store_id, part.product_id
  ) sold
  LEFT JOIN products p ON p.store_id = sold.store_id AND p.product_id = sold.product_id
  WHERE '__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories);
END
$$;
REVOKE ALL ON FUNCTION funnel_sales FROM PUBLIC;
COMMENT ON FUNCTION funnel_sales IS
  'What was bought in a range, one row a product; revenue is net sales. Lines without a price count in units and in no revenue.';
