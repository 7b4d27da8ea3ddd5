-- The products of a time range, one row each, with their latest title and category. Views, carts and purchases are counted in lines of
-- sessions; units are those sold, revenue is net sales, which may be negative where more came back. {__all__} shows all. Names are looked
-- up last: for products, not for lines.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum
-- names a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is
-- planned once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_products(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (
  store_id smallint, product_id bigint, title text, category text, views bigint, carts bigint, purchases bigint, units numeric,
  returned numeric, revenue numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  RETURN QUERY
  SELECT
    counted.store_id, counted.product_id, coalesce(p.title, 'product ' || coalesce(counted.product_id::text, '?')),
    coalesce(p.category, 'unknown'), counted.views, counted.carts, counted.purchases,
    coalesce(counted.units, 0), coalesce(counted.returned, 0), coalesce(counted.revenue, 0)
  FROM (
    SELECT
      part.store_id, part.product_id, coalesce(sum(part.views), 0)::bigint AS views, coalesce(sum(part.carts), 0)::bigint AS carts,
      coalesce(sum(part.purchases), 0)::bigint AS purchases, sum(part.units) AS units, sum(part.returned) AS returned,
      sum(part.revenue) AS revenue
    FROM funnel_lines(from_time, to_time, chosen_currency, chosen_stores, chosen_cities, bought_only => false, money_only => false) part
    GROUP BY part.store_id, part.product_id
  ) counted
  LEFT JOIN products p ON p.store_id = counted.store_id AND p.product_id = counted.product_id
  WHERE ('__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories))
    AND (counted.views > 0 OR counted.carts > 0 OR counted.purchases > 0 OR counted.units <> 0 OR counted.returned <> 0
      OR counted.revenue <> 0);
END
$$;
REVOKE ALL ON FUNCTION funnel_products FROM PUBLIC;
COMMENT ON FUNCTION funnel_products IS
  'The products of a range, one row each. Views, carts and purchases are numbers of lines, units those sold, returned those that '
  'came back; revenue is net sales.';
