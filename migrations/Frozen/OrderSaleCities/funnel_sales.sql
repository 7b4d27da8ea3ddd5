-- What was bought in a time range, and what came back, one row a product, with its latest category. Revenue is net sales: it adds up to the
-- range's total, and may be negative where more came back. Unpriced lines count in units and in no revenue. {__all__} shows all. With
-- money_only, which spares lines of stores that state orders, purchases and unpriced are NULL.
-- Categories are looked up last: for products, not for lines. Adjustments, money that went back without saying for what, have a row of
-- their own, the category 'adjustments': in the sums they are among what has no product, from which they are taken.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum
-- names a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is
-- planned once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_sales(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[],
  money_only boolean DEFAULT false)
RETURNS TABLE (store_id smallint, product_id bigint, category text, purchases bigint, unpriced bigint, units numeric, revenue numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  RETURN QUERY
  WITH adjusted AS MATERIALIZED (
    SELECT r.store_id, sum(r.gross - r.discount) AS revenue
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN order_sales r ON r.store_id = d.store_id AND r.cause IN ('edit', 'refund', 'cancellation')
    WHERE '__all__' = ANY (chosen_cities)
      AND d.ordered
      AND r.item = 'adjustment'
      AND r.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
      AND CASE WHEN r.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
    GROUP BY r.store_id
    UNION ALL
    SELECT r.store_id, -sum(r.returns)
    FROM funnel_orders(from_time, to_time, chosen_currency, chosen_stores, ARRAY['__all__'], chosen_cities) r
    WHERE NOT '__all__' = ANY (chosen_cities)
      AND r.item = 'adjustment'
    GROUP BY r.store_id
  )
  SELECT
    sold.store_id, sold.product_id, CASE WHEN sold.is_adjustment THEN 'adjustments' ELSE coalesce(p.category, 'unknown') END,
    CASE WHEN NOT money_only THEN sold.purchases END, CASE WHEN NOT money_only THEN sold.unpriced END, coalesce(sold.units, 0),
    coalesce(sold.revenue, 0)
  FROM (
    SELECT
      part.store_id, part.product_id, part.is_adjustment, coalesce(sum(part.purchases), 0)::bigint AS purchases,
      coalesce(sum(part.unpriced), 0)::bigint AS unpriced, sum(part.units) AS units, sum(part.revenue) AS revenue
    FROM (
      SELECT l.store_id, l.product_id, false AS is_adjustment, l.purchases, l.unpriced, l.units, l.revenue
      FROM funnel_lines(from_time, to_time, chosen_currency, chosen_stores, chosen_cities, bought_only => true, money_only => money_only) l
      UNION ALL
      SELECT a.store_id, NULL, row.is_adjustment, 0, 0, 0, row.sign * a.revenue
      FROM adjusted a
      CROSS JOIN (VALUES (true, 1), (false, -1)) AS row (is_adjustment, sign)
    ) part
    GROUP BY part.store_id, part.product_id, part.is_adjustment
  ) sold
  LEFT JOIN products p ON p.store_id = sold.store_id AND p.product_id = sold.product_id
  WHERE ('__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories))
    AND (NOT money_only AND sold.purchases > 0 OR sold.units <> 0 OR sold.revenue <> 0);
END
$$;
REVOKE ALL ON FUNCTION funnel_sales FROM PUBLIC;
COMMENT ON FUNCTION funnel_sales IS
  'What was bought in a range, one row a product; revenue is net sales. Lines without a price count in units and in no revenue.';
