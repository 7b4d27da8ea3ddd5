-- What was sold on the day of a moment, in each store's own time zone, up to that moment ('today'), and on the day before up to the same
-- time of day ('yesterday'): orders and net sales, one row a period. {__all__} shows all stores, categories, cities.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_today(
  at_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (period text, orders bigint, revenue numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);

  RETURN QUERY
  SELECT periods.period, count(DISTINCT (f.store_id, f.cart_id)) FILTER (WHERE f.cause = 'order' AND f.action = 'sale'),
    coalesce(sum(f.net) FILTER (WHERE f.item IN ('product', 'fee', 'adjustment')), 0)
  FROM (VALUES ('today', 0), ('yesterday', 1)) AS periods (period, days)
  LEFT JOIN (
    stores s
    JOIN LATERAL (SELECT at_time AT TIME ZONE s.time_zone) AS here (moment) ON true
    JOIN sales f
      ON f.store_id = s.store_id
      AND f.day BETWEEN (at_time AT TIME ZONE 'UTC')::date - 2 AND (at_time AT TIME ZONE 'UTC')::date + 1
  )
    ON s.currency = chosen_currency
    AND ('__all__' = ANY (chosen_stores) OR s.name = ANY (chosen_stores))
    AND ('__all__' = ANY (chosen_categories)
      OR f.item IN ('product', 'fee', 'adjustment') AND f.category = ANY (chosen_categories))
    AND ('__all__' = ANY (chosen_cities) OR f.city = ANY (chosen_cities))
    AND f.day = here.moment::date - periods.days
    AND f.at <= (here.moment - periods.days * interval '1 day') AT TIME ZONE s.time_zone
  GROUP BY periods.period;
END
$$;
REVOKE ALL ON FUNCTION funnel_today FROM PUBLIC;
COMMENT ON FUNCTION funnel_today IS
  'Orders and net sales of the day of a moment up to it, and of the day before up to the same time of day, in each store''s time zone.';
