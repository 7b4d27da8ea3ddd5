-- The orders of a time range by who ordered, one row a day: customers who had not ordered on an earlier day, customers who had, and
-- guests, of whom nobody knows. {__all__} shows all stores, categories, cities; an earlier order counts whatever is chosen of categories
-- and cities.
--
-- Of up to a hundred days it is looked up for each order whether there is an earlier one, in the order of the buyers: look-ups beside each
-- other take less time than all over the index. Of a longer range all orders up to its end are read in the order of their index by buyer,
-- for those of each buyer's first day; what else was ordered on a day is what daily_totals has, less these and the guests' orders.
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
  earliest date;
  latest date;
  unchosen boolean := '__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities);
  short boolean := (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date <= 100;
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  SELECT min(d.first_day), max(d.last_day)
  INTO earliest, latest
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d;

  RETURN QUERY
  SELECT
    ordered.day, (sum(ordered.known) - sum(ordered.again))::bigint, sum(ordered.again)::bigint,
    (sum(ordered.orders) - sum(ordered.known))::bigint
  FROM (
    -- Orders of a short range: all, those of customers, and those of customers who had ordered.
    SELECT
      b.day, count(*) AS orders, count(b.user_id) AS known,
      count(*) FILTER (WHERE EXISTS (
        SELECT FROM carts e WHERE e.store_id = d.store_id AND e.user_id = b.user_id AND e.purchased AND e.day < b.day)) AS again
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    CROSS JOIN LATERAL (
      SELECT c.user_id, c.day
      FROM carts c
      WHERE unchosen
        AND short
        AND c.store_id = d.store_id
        AND c.purchased
        AND c.day BETWEEN earliest AND latest
        AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
      ORDER BY c.user_id
    ) b
    GROUP BY b.day
    UNION ALL
    -- Orders of a long one: all, as if they were of customers who had ordered,
    SELECT t.day, t.orders, t.orders, t.orders
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN daily_totals t ON t.store_id = d.store_id AND t.day BETWEEN d.first_day AND d.last_day
    WHERE unchosen
      AND NOT short
      AND t.orders > 0
    UNION ALL
    -- less those of each customer's first day,
    SELECT b.day, 0, 0, -count(*)
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    CROSS JOIN LATERAL (
      SELECT c.day, rank() OVER (PARTITION BY c.user_id ORDER BY c.day) AS place
      FROM carts c
      WHERE unchosen
        AND NOT short
        AND c.store_id = d.store_id
        AND c.purchased
        AND c.user_id IS NOT NULL
        AND c.day <= latest
    ) b
    WHERE b.place = 1
      AND b.day BETWEEN d.first_day AND d.last_day
    GROUP BY b.day
    UNION ALL
    -- and less those of guests.
    SELECT c.day, 0, -count(*), -count(*)
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN carts c ON c.store_id = d.store_id
    WHERE unchosen
      AND NOT short
      AND c.purchased
      AND c.user_id IS NULL
      AND c.day BETWEEN earliest AND latest
      AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
    GROUP BY c.day
    UNION ALL
    -- Orders of the chosen categories and cities.
    SELECT
      s.day, s.orders, CASE WHEN s.user_id IS NOT NULL THEN s.orders ELSE 0 END,
      CASE
        WHEN EXISTS (
          SELECT FROM carts e WHERE e.store_id = s.store_id AND e.user_id = s.user_id AND e.purchased AND e.day < s.day)
          THEN s.orders
        ELSE 0
      END
    FROM (
      SELECT s.store_id, s.user_id, s.day, count(*) AS orders
      FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities) s
      WHERE NOT unchosen
        AND s.purchased
      GROUP BY s.store_id, s.user_id, s.day
    ) s
  ) ordered
  GROUP BY ordered.day;
END
$$;
REVOKE ALL ON FUNCTION funnel_returning FROM PUBLIC;
COMMENT ON FUNCTION funnel_returning IS
  'The orders of a range by who ordered, one row a day: customers without an earlier order, customers with one, and guests.';
