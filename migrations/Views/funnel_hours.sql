-- The orders of a time range by the weekday (1: Monday to 7: Sunday) and the hour (0 to 23) of the order in its store's time zone, one row
-- for each that has an order. Where the shop states orders their time counts, else that of the cart. {__all__} shows all stores,
-- categories, cities. Quarters of an hour are counted first, since times of day are dear to work out and no zone needs a finer grain today.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_hours(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (weekday int, hour int, orders bigint)
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
    date_part('isodow', counted.quarter AT TIME ZONE s.time_zone)::int, date_part('hour', counted.quarter AT TIME ZONE s.time_zone)::int,
    sum(counted.orders)::bigint
  FROM (
    SELECT d.store_id, date_bin('15 minutes', o.placed_at, '2000-01-01Z') AS quarter, count(*) AS orders
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN orders o ON o.store_id = d.store_id
    WHERE unchosen
      AND d.ordered
      AND o.day BETWEEN earliest AND latest
      AND CASE WHEN o.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
    GROUP BY 1, 2
    UNION ALL
    SELECT d.store_id, date_bin('15 minutes', c.placed_at, '2000-01-01Z'), count(*)
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN carts c ON c.store_id = d.store_id
    WHERE unchosen
      AND NOT d.ordered
      AND c.purchased
      AND c.day BETWEEN earliest AND latest
      AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
    GROUP BY 1, 2
    UNION ALL
    -- Orders of the chosen categories and cities.
    SELECT f.store_id, date_bin('15 minutes', coalesce(o.placed_at, c.placed_at), '2000-01-01Z'), count(*)
    FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities) f
    JOIN carts c ON c.store_id = f.store_id AND c.cart_id = f.cart_id
    LEFT JOIN orders o ON o.store_id = f.store_id AND o.cart_id = f.cart_id
    WHERE NOT unchosen
      AND f.purchased
    GROUP BY 1, 2
  ) counted
  JOIN stores s ON s.store_id = counted.store_id
  GROUP BY 1, 2;
END
$$;
REVOKE ALL ON FUNCTION funnel_hours FROM PUBLIC;
COMMENT ON FUNCTION funnel_hours IS
  'The orders of a range by weekday (1: Monday) and hour of the order in its store''s time zone, one row for each that has an order.';
