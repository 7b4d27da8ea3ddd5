-- How many customers bought in a time range ('current') and in as many days before it ('previous'), and how many of them bought at least
-- twice in it. One row a period. Guests are not counted, since nobody knows who of them came again. {__all__} shows all stores, categories,
-- cities.
--
-- Without a choice of categories and cities the orders of each store are read from their index by buyer, which counts them without a table
-- of all buyers in memory.
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
DECLARE
  earliest date;
  latest date;
BEGIN
  SELECT min(d.previous_day), max(d.last_day)
  INTO earliest, latest
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d;


  RETURN QUERY
  SELECT periods.period, periods.buyers, periods.repeat_buyers
  FROM (
    SELECT
      count(*) FILTER (WHERE buyer.current_orders >= 1) AS current_buyers,
      count(*) FILTER (WHERE buyer.current_orders >= 2) AS current_repeat_buyers,
      count(*) FILTER (WHERE buyer.previous_orders >= 1) AS previous_buyers,
      count(*) FILTER (WHERE buyer.previous_orders >= 2) AS previous_repeat_buyers
    FROM (
      SELECT b.current_orders, b.previous_orders
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      CROSS JOIN LATERAL (
        SELECT
          count(*) FILTER (WHERE c.day >= d.first_day) AS current_orders,
          count(*) FILTER (WHERE c.day < d.first_day) AS previous_orders
        FROM carts c
        WHERE '__all__' = ANY (chosen_categories)
          AND '__all__' = ANY (chosen_cities)
          AND c.store_id = d.store_id
          AND c.purchased
          AND c.user_id IS NOT NULL
          AND c.day BETWEEN earliest AND latest
          AND CASE WHEN c.day BETWEEN d.previous_day AND d.last_day THEN true ELSE false END
        GROUP BY c.user_id
      ) b
      UNION ALL
      SELECT count(*) FILTER (WHERE s.period = 'current'), count(*) FILTER (WHERE s.period = 'previous')
      FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities, with_previous => true) s
      WHERE NOT ('__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities))
        AND s.purchased
        AND s.user_id IS NOT NULL
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
