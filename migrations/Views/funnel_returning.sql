-- The orders of a time range by who ordered, one row a day: customers who had not ordered on an earlier day, customers who had, and
-- guests, of whom nobody knows. {__all__} shows all stores, categories, cities; an earlier order counts whatever is chosen of categories
-- and cities.
--
-- Without a choice only orders of guests and of buyers' first days are read: the others are what the sums of days have beside them. About
-- the bounds and CASE see funnel_sessions.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_returning(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (day date, new_orders bigint, returning_orders bigint, guest_orders bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  earliest date := (from_time AT TIME ZONE 'UTC')::date - 1;
  latest date := (to_time AT TIME ZONE 'UTC')::date + 1;
  unchosen boolean := '__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities);
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);

  RETURN QUERY
  SELECT
    ordered.day, sum(ordered.first)::bigint, sum(ordered.orders - ordered.first - ordered.guests)::bigint, sum(ordered.guests)::bigint
  FROM (
    SELECT t.day, t.orders, 0 AS first, 0 AS guests
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN daily_totals t ON t.store_id = d.store_id AND t.day BETWEEN d.first_day AND d.last_day
    WHERE unchosen
      AND t.orders > 0
    UNION ALL
    SELECT f.day, 0, count(*), 0
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN first_orders f ON f.store_id = d.store_id
    JOIN carts c ON c.store_id = f.store_id AND c.user_id = f.user_id AND c.day = f.day
    WHERE unchosen
      AND f.day BETWEEN earliest AND latest
      AND CASE WHEN f.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      AND c.purchased
    GROUP BY f.day
    UNION ALL
    SELECT c.day, 0, 0, count(*)
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN carts c ON c.store_id = d.store_id
    WHERE unchosen
      AND c.purchased
      AND c.user_id IS NULL
      AND c.day BETWEEN earliest AND latest
      AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
    GROUP BY c.day
    UNION ALL
    -- Orders of the chosen categories and cities.
    SELECT s.day, count(*), count(*) FILTER (WHERE f.day = s.day), count(*) FILTER (WHERE s.user_id IS NULL)
    FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities) s
    LEFT JOIN first_orders f ON f.store_id = s.store_id AND f.user_id = s.user_id
    WHERE NOT unchosen
      AND s.purchased
    GROUP BY s.day
  ) ordered
  GROUP BY ordered.day;
END
$$;
REVOKE ALL ON FUNCTION funnel_returning FROM PUBLIC;
COMMENT ON FUNCTION funnel_returning IS
  'The orders of a range by who ordered, one row a day: customers without an earlier order, customers with one, and guests.';
