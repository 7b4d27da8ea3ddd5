-- How many customers bought in a time range ('current') and in as many days before it ('previous'), and how many of them had ordered before
-- that period began, one row a period. Guests are not counted, since nobody knows who of them came again. {__all__} shows all stores,
-- categories, cities; an earlier order counts whatever is chosen of categories and cities.
--
-- Of up to forty-five days the orders are read, and it is looked up for each buyer whether there is an earlier one, in the order of the
-- buyers: look-ups beside each other take less time than all over the index. Of a longer range all orders up to its end are read in the
-- order of their index by buyer, which counts them without a table of all buyers in memory.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_buyers(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (period text, buyers bigint, returning_buyers bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  latest date;
  unchosen boolean := '__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities);
  short boolean := (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date <= 45;
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  SELECT max(d.last_day)
  INTO latest
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d;

  RETURN QUERY
  SELECT part.period, sum(part.buyers)::bigint, sum(part.returning_buyers)::bigint
  FROM (
    -- All orders of a short range.
    SELECT
      periods.period, count(*) AS buyers,
      count(*) FILTER (WHERE EXISTS (
        SELECT FROM carts e WHERE e.store_id = d.store_id AND e.user_id = b.user_id AND e.purchased AND e.day < periods.first_day))
        AS returning_buyers
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    CROSS JOIN LATERAL (VALUES ('current', d.first_day, d.last_day), ('previous', d.previous_day, d.first_day - 1))
      AS periods (period, first_day, last_day)
    CROSS JOIN LATERAL (
      SELECT DISTINCT c.user_id
      FROM carts c
      WHERE unchosen
        AND short
        AND c.store_id = d.store_id
        AND c.purchased
        AND c.user_id IS NOT NULL
        AND c.day BETWEEN periods.first_day AND periods.last_day
      ORDER BY c.user_id
    ) b
    GROUP BY periods.period
    UNION ALL
    SELECT periods.period, periods.buyers, periods.returning_buyers
    FROM (
      SELECT
        count(*) FILTER (WHERE buyer.current) AS current_buyers,
        count(*) FILTER (WHERE buyer.current AND buyer.first_order < buyer.first_day) AS current_returning,
        count(*) FILTER (WHERE buyer.previous) AS previous_buyers,
        count(*) FILTER (WHERE buyer.previous AND buyer.first_order < buyer.previous_day) AS previous_returning
      FROM (
        -- All orders up to the end of a long one.
        SELECT b.current, b.previous, d.first_day, d.previous_day, b.first_order
        FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
        CROSS JOIN LATERAL (
          SELECT
            bool_or(c.day >= d.first_day) AS current, bool_or(c.day BETWEEN d.previous_day AND d.first_day - 1) AS previous,
            min(c.day) AS first_order
          FROM carts c
          WHERE unchosen
            AND NOT short
            AND c.store_id = d.store_id
            AND c.purchased
            AND c.user_id IS NOT NULL
            AND c.day <= latest
            AND CASE WHEN c.day <= d.last_day THEN true ELSE false END
          GROUP BY c.user_id
        ) b
        UNION ALL
        -- Orders of the chosen categories and cities.
        SELECT
          b.current, b.previous, d.first_day, d.previous_day,
          (SELECT min(e.day) FROM carts e WHERE e.store_id = b.store_id AND e.user_id = b.user_id AND e.purchased)
        FROM (
          SELECT s.store_id, s.user_id, bool_or(s.period = 'current') AS current, bool_or(s.period = 'previous') AS previous
          FROM funnel_sessions(
            from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities, with_previous => true) s
          WHERE NOT unchosen
            AND s.purchased
            AND s.user_id IS NOT NULL
          GROUP BY s.store_id, s.user_id
        ) b
        JOIN funnel_days(from_time, to_time, chosen_currency, chosen_stores) d ON d.store_id = b.store_id
      ) buyer
    ) counted
    CROSS JOIN LATERAL (VALUES
      ('current', counted.current_buyers, counted.current_returning),
      ('previous', counted.previous_buyers, counted.previous_returning)) AS periods (period, buyers, returning_buyers)
  ) part
  GROUP BY part.period;
END
$$;
REVOKE ALL ON FUNCTION funnel_buyers FROM PUBLIC;
COMMENT ON FUNCTION funnel_buyers IS
  'How many customers bought in a range and in as many days before it, and how many of them had ordered before it began, one row a period. '
  'Guests are not counted.';
