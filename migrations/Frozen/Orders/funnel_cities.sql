-- Orders and net sales of a time range by the city of the order, else of its buyer, one row a city. {__all__} shows all stores, categories,
-- cities.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_cities(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (city text, orders bigint, revenue numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT part.city, sum(part.orders)::bigint, sum(part.revenue)
  FROM (
    SELECT s.city, count(*) AS orders, sum(s.revenue) AS revenue
    FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities) s
    WHERE s.purchased
    GROUP BY s.city
    UNION ALL
    SELECT r.city, 0, sum(r.gross - r.discounts - r.returns)
    FROM funnel_orders(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities) r
    GROUP BY r.city
  ) part
  GROUP BY part.city;
END
$$;
REVOKE ALL ON FUNCTION funnel_cities FROM PUBLIC;
COMMENT ON FUNCTION funnel_cities IS
  'Orders and net sales of a range by the city of the order, else of its buyer, one row a city.';
