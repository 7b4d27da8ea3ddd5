-- The products of a time range, one row each, with their latest title and category. Views, carts and purchases are counted in lines of
-- sessions; units are those sold, revenue is net sales, which may be negative where more came back. {__all__} shows all.
--
-- Months that lie wholly in the range are read from monthly_products, the days before and after them from lines and rows of orders. The
-- sums know no cities: with cities chosen every line of the range is read, by way of its cart. Names are looked up last: for products, not
-- for lines. earliest and latest are the first and the last day of any store. The planner sees their values, and from them how much it will
-- have to read; CASE keeps it from guessing about each store's own days.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum
-- names a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is
-- planned once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_products(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (
  store_id smallint, product_id bigint, title text, category text, views bigint, carts bigint, purchases bigint, units numeric,
  revenue numeric)
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
    counted.store_id, counted.product_id, coalesce(p.title, 'product ' || coalesce(counted.product_id::text, '?')),
    coalesce(p.category, 'unknown'), counted.views, counted.carts, counted.purchases,
    coalesce(counted.units, 0), coalesce(counted.revenue, 0)
  FROM (
    SELECT
      part.store_id, part.product_id, sum(part.views)::bigint AS views, sum(part.carts)::bigint AS carts,
      sum(part.purchases)::bigint AS purchases, sum(part.units) AS units, sum(part.revenue) AS revenue
    FROM (
      -- The months in the range.
      SELECT m.store_id, nullif(m.product_id, 0) AS product_id, m.views, m.carts, m.purchases, m.units, m.revenue - m.returns AS revenue
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN monthly_products m ON m.store_id = d.store_id
      WHERE '__all__' = ANY (chosen_cities)
        AND m.month BETWEEN earliest AND latest
        AND CASE WHEN m.month >= d.months_from AND m.month < d.months_until THEN true ELSE false END
      UNION ALL
      -- The days before and after these months.
      SELECT
        l.store_id, l.product_id, count(l.viewed_at), count(l.carted_at), count(l.purchased_at),
        sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered),
        sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered)
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      CROSS JOIN LATERAL (VALUES (d.first_day, d.months_from - 1), (d.months_until, d.last_day)) AS edge (first_day, last_day)
      JOIN cart_lines l ON l.store_id = d.store_id AND l.day BETWEEN edge.first_day AND edge.last_day
      WHERE '__all__' = ANY (chosen_cities)
      GROUP BY l.store_id, l.product_id
      UNION ALL
      -- What orders say of these days.
      SELECT
        r.store_id, r.product_id, 0, 0, 0, sum(CASE WHEN r.action = 'sale' AND r.item = 'product' THEN r.quantity ELSE 0 END),
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
        l.store_id, l.product_id, count(l.viewed_at), count(l.carted_at), count(l.purchased_at),
        sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered),
        sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered)
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN carts c ON c.store_id = d.store_id
      JOIN cart_lines l ON l.store_id = c.store_id AND l.cart_id = c.cart_id
      LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
      WHERE NOT '__all__' = ANY (chosen_cities)
        AND coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
        AND c.day BETWEEN earliest AND latest
        AND l.day BETWEEN earliest AND latest
        AND CASE WHEN l.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      GROUP BY l.store_id, l.product_id
      UNION ALL
      SELECT
        r.store_id, r.product_id, 0, 0, 0, sum(CASE WHEN r.action = 'sale' AND r.item = 'product' THEN r.quantity ELSE 0 END),
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
  ) counted
  LEFT JOIN products p ON p.store_id = counted.store_id AND p.product_id = counted.product_id
  WHERE '__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories);
END
$$;
REVOKE ALL ON FUNCTION funnel_products FROM PUBLIC;
COMMENT ON FUNCTION funnel_products IS
  'The products of a range, one row each. Views, carts and purchases are numbers of lines; revenue is net sales.';
