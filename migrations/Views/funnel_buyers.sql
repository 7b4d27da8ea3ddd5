-- How many customers bought in a time range ('current') and in as many days before it ('previous'), and how many of them bought at least
-- twice in it. One row a period. Guests are not counted, since nobody knows who of them came again. {__all__} shows all stores, categories,
-- cities.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_buyers(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (period text, buyers bigint, repeat_buyers bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT periods.period, periods.buyers, periods.repeat_buyers
  FROM (
    SELECT
      count(*) FILTER (WHERE buyer.current_orders >= 1) AS current_buyers,
      count(*) FILTER (WHERE buyer.current_orders >= 2) AS current_repeat_buyers,
      count(*) FILTER (WHERE buyer.previous_orders >= 1) AS previous_buyers,
      count(*) FILTER (WHERE buyer.previous_orders >= 2) AS previous_repeat_buyers
    FROM (
      SELECT
        count(*) FILTER (WHERE s.period = 'current') AS current_orders,
        count(*) FILTER (WHERE s.period = 'previous') AS previous_orders
      FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities, with_previous => true) s
      WHERE s.purchased AND s.user_id IS NOT NULL
      GROUP BY s.store_id, s.user_id
    ) buyer
  ) counted
  CROSS JOIN LATERAL (VALUES
    ('current', counted.current_buyers, counted.current_repeat_buyers),
    ('previous', counted.previous_buyers, counted.previous_repeat_buyers)) AS periods (period, buyers, repeat_buyers);
END
$$;
REVOKE ALL ON FUNCTION funnel_buyers FROM PUBLIC;
COMMENT ON FUNCTION funnel_buyers IS
  'How many customers bought in a range and in as many days before it, and how many of them at least twice, one row a period. Guests are '
  'not counted.';
