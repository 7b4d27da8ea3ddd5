-- The products in the sessions of a time range, one row each, with their latest title and category. Views, carts and purchases are counted in lines;
-- units and revenue are those of bought lines. {__all__} shows all. About the bounds see funnel_sessions.
-- Two ways to the same lines: a short range is read by way of its carts, which have an index on the day; a long one reads all lines, which have none.
-- Names are looked up last: for thousands of products, not for millions of lines.
CREATE FUNCTION funnel_products(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (
  store_id smallint, product_id bigint, title text, category text, views bigint, carts bigint, purchases bigint, units numeric, revenue numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT
    counted.store_id, counted.product_id, coalesce(p.title, 'product ' || coalesce(counted.product_id::text, '?')), coalesce(p.category, 'unknown'),
    counted.views, counted.carts, counted.purchases, coalesce(counted.units, 0), coalesce(counted.revenue, 0)
  FROM (
    SELECT
      l.store_id, l.product_id, count(l.viewed_at) AS views, count(l.carted_at) AS carts, count(l.purchased_at) AS purchases,
      sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL) AS units,
      sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL) AS revenue
    FROM (
      SELECT l.*
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN carts c ON c.store_id = d.store_id
      JOIN cart_lines l ON l.store_id = c.store_id AND l.cart_id = c.cart_id
      LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
      WHERE (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date <= 100
        AND ('__all__' = ANY (chosen_cities) OR coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
        AND c.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
        AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      UNION ALL
      SELECT l.*
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN cart_lines l ON l.store_id = d.store_id
      LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
      LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
      WHERE (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date > 100
        AND ('__all__' = ANY (chosen_cities) OR coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
        AND l.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
        AND CASE WHEN l.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
    ) l
    GROUP BY l.store_id, l.product_id
  ) counted
  LEFT JOIN products p ON p.store_id = counted.store_id AND p.product_id = counted.product_id
  WHERE '__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories)
$$
