-- What was bought in the sessions of a time range, one row a product, with its latest category. Unpriced lines count in units and in no revenue.
-- {__all__} shows all. Without a choice of cities the months of funnel_parts are read from monthly_products, and its days, added or subtracted, from the
-- lines, which have an index on the day of the bought ones; what comes to nothing is left out. About the bounds with UTC see funnel_sessions; that of the
-- months is a day earlier. Categories are looked up last: for products, not for lines.
CREATE FUNCTION funnel_sales(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (store_id smallint, product_id bigint, category text, purchases bigint, unpriced bigint, units numeric, revenue numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT
    sold.store_id, sold.product_id, coalesce(p.category, 'unknown'), sold.purchases, sold.unpriced, sold.units, coalesce(sold.revenue, 0)
  FROM (
    SELECT
      part.store_id, part.product_id, sum(part.purchases)::bigint AS purchases, sum(part.unpriced)::bigint AS unpriced,
      sum(part.units) AS units, sum(part.revenue) AS revenue
    FROM (
      SELECT m.store_id, nullif(m.product_id, 0) AS product_id, m.purchases, m.unpriced, m.units, m.revenue
      FROM funnel_parts(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN monthly_products m ON m.store_id = d.store_id
      WHERE '__all__' = ANY (chosen_cities)
        AND d.whole_months
        AND m.month >= date_trunc('month', (from_time AT TIME ZONE 'UTC') - interval '1 day')::date
        AND m.month <= (to_time AT TIME ZONE 'UTC')::date + 1
        AND CASE WHEN m.month BETWEEN d.first_day AND d.last_day THEN true ELSE false END
        AND m.purchases > 0
      UNION ALL
      SELECT
        l.store_id, l.product_id, d.sign * count(*), d.sign * count(*) FILTER (WHERE l.unit_price IS NULL), d.sign * sum(l.quantity),
        d.sign * sum(l.quantity * l.unit_price)
      FROM funnel_parts(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN cart_lines l ON l.store_id = d.store_id AND l.day BETWEEN d.first_day AND d.last_day
      WHERE '__all__' = ANY (chosen_cities)
        AND NOT d.whole_months
        AND l.purchased_at IS NOT NULL
      GROUP BY d.sign, l.store_id, l.product_id
      UNION ALL
      SELECT l.store_id, l.product_id, count(*), count(*) FILTER (WHERE l.unit_price IS NULL), sum(l.quantity), sum(l.quantity * l.unit_price)
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN cart_lines l ON l.store_id = d.store_id
      LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
      LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
      WHERE NOT '__all__' = ANY (chosen_cities)
        AND l.purchased_at IS NOT NULL
        AND coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
        AND l.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
        AND CASE WHEN l.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      GROUP BY l.store_id, l.product_id
    ) part
    GROUP BY part.store_id, part.product_id
    HAVING sum(part.purchases) > 0
  ) sold
  LEFT JOIN products p ON p.store_id = sold.store_id AND p.product_id = sold.product_id
  WHERE '__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories)
$$
