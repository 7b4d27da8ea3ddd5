-- The products in the sessions of a time range, one row each, with their latest title and category. Views, carts and purchases are counted in lines;
-- units and revenue are those of bought lines. {__all__} shows all. Without a choice of cities the months of funnel_parts are read from
-- monthly_products, and its days, added or subtracted, from the lines, which lie roughly in the order of their days; what comes to nothing is left out.
-- With one, a short range is read by way of its carts and a long one as a whole. About the bounds with UTC see funnel_sessions; that of the months is a
-- day earlier. Names are looked up last: for products, not for lines.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names a person. PL/pgSQL
-- plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned once for all values (before
-- PostgreSQL 18).
CREATE FUNCTION funnel_products(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (
  store_id smallint, product_id bigint, title text, category text, views bigint, carts bigint, purchases bigint, units numeric, revenue numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT
    counted.store_id, counted.product_id, coalesce(p.title, 'product ' || coalesce(counted.product_id::text, '?')), coalesce(p.category, 'unknown'),
    counted.views, counted.carts, counted.purchases, coalesce(counted.units, 0), coalesce(counted.revenue, 0)
  FROM (
    SELECT
      part.store_id, part.product_id, sum(part.views)::bigint AS views, sum(part.carts)::bigint AS carts, sum(part.purchases)::bigint AS purchases,
      sum(part.units) AS units, sum(part.revenue) AS revenue
    FROM (
      SELECT m.store_id, nullif(m.product_id, 0) AS product_id, m.lines, m.views, m.carts, m.purchases, m.units, m.revenue
      FROM funnel_parts(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN monthly_products m ON m.store_id = d.store_id
      WHERE '__all__' = ANY (chosen_cities)
        AND d.whole_months
        AND m.month >= date_trunc('month', (from_time AT TIME ZONE 'UTC') - interval '1 day')::date
        AND m.month <= (to_time AT TIME ZONE 'UTC')::date + 1
        AND CASE WHEN m.month BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      UNION ALL
      SELECT
        l.store_id, l.product_id, l.sign * count(*), l.sign * count(l.viewed_at), l.sign * count(l.carted_at), l.sign * count(l.purchased_at),
        l.sign * sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL), l.sign * sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL)
      FROM (
        SELECT d.sign, l.*
        FROM funnel_parts(from_time, to_time, chosen_currency, chosen_stores) d
        JOIN cart_lines l ON l.store_id = d.store_id AND l.day BETWEEN d.first_day AND d.last_day
        WHERE '__all__' = ANY (chosen_cities)
          AND NOT d.whole_months
        UNION ALL
        SELECT 1, l.*
        FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
        JOIN carts c ON c.store_id = d.store_id
        JOIN cart_lines l ON l.store_id = c.store_id AND l.cart_id = c.cart_id
        LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
        WHERE NOT '__all__' = ANY (chosen_cities)
          AND (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date <= 100
          AND coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
          AND c.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
          AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
        UNION ALL
        SELECT 1, l.*
        FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
        JOIN cart_lines l ON l.store_id = d.store_id
        LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
        LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
        WHERE NOT '__all__' = ANY (chosen_cities)
          AND (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date > 100
          AND coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
          AND l.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
          AND CASE WHEN l.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      ) l
      GROUP BY l.sign, l.store_id, l.product_id
    ) part
    GROUP BY part.store_id, part.product_id
    HAVING sum(part.lines) > 0
  ) counted
  LEFT JOIN products p ON p.store_id = counted.store_id AND p.product_id = counted.product_id
  WHERE '__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories);
END
$$;
REVOKE ALL ON FUNCTION funnel_products FROM PUBLIC;
COMMENT ON FUNCTION funnel_products IS 'The products in the sessions of a range, one row each. Views, carts and purchases are numbers of lines.';
