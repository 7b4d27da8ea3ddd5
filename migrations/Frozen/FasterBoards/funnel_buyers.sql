-- How many customers bought in a time range ('current') and in as many days before it ('previous'), and how many of them had ordered before
-- that period began, one row a period. Guests are not counted, since nobody knows who of them came again. {__all__} shows all stores,
-- categories, cities; an earlier order counts whatever is chosen of categories and cities.
--
-- Who had ordered before is everybody but those whose first order lies in the period.
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
  earliest date;
  before date;
  first date;
  latest date;
  unchosen boolean := '__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities);
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  SELECT min(d.previous_day), max(d.first_day) - 1, min(d.first_day), max(d.last_day)
  INTO earliest, before, first, latest
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d;

  RETURN QUERY
  SELECT periods.period, coalesce(sum(part.buyers), 0)::bigint, coalesce(sum(part.buyers - part.first), 0)::bigint
  FROM (VALUES ('current'), ('previous')) AS periods (period)
  LEFT JOIN (
    SELECT
      'current' AS period,
      (
        SELECT count(*)
        FROM (
          SELECT DISTINCT c.user_id
          FROM carts c
          WHERE c.store_id = d.store_id
            AND c.purchased
            AND c.user_id IS NOT NULL
            AND c.day BETWEEN first AND latest
            AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
        ) distinct_buyers
      ) AS buyers,
      (SELECT count(*) FROM first_orders f WHERE f.store_id = d.store_id AND f.day BETWEEN d.first_day AND d.last_day) AS first
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    WHERE unchosen
    UNION ALL
    SELECT
      'previous',
      (
        SELECT count(*)
        FROM (
          SELECT DISTINCT c.user_id
          FROM carts c
          WHERE c.store_id = d.store_id
            AND c.purchased
            AND c.user_id IS NOT NULL
            AND c.day BETWEEN earliest AND before
            AND CASE WHEN c.day BETWEEN d.previous_day AND d.first_day - 1 THEN true ELSE false END
        ) distinct_buyers
      ),
      (SELECT count(*) FROM first_orders f WHERE f.store_id = d.store_id AND f.day BETWEEN d.previous_day AND d.first_day - 1)
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    WHERE unchosen
    UNION ALL
    -- Buyers of the chosen categories and cities.
    SELECT
      s.period, count(*), count(*) FILTER (WHERE f.day >= CASE WHEN s.period = 'current' THEN d.first_day ELSE d.previous_day END)
    FROM (
      SELECT DISTINCT s.period, s.store_id, s.user_id
      FROM funnel_sessions(
        from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities, with_previous => true) s
      WHERE NOT unchosen
        AND s.purchased
        AND s.user_id IS NOT NULL
    ) s
    JOIN funnel_days(from_time, to_time, chosen_currency, chosen_stores) d ON d.store_id = s.store_id
    JOIN first_orders f ON f.store_id = s.store_id AND f.user_id = s.user_id
    GROUP BY s.period
  ) part ON part.period = periods.period
  GROUP BY periods.period;
END
$$;
REVOKE ALL ON FUNCTION funnel_buyers FROM PUBLIC;
COMMENT ON FUNCTION funnel_buyers IS
  'How many customers bought in a range and in as many days before it, and how many of them had ordered before it began, one row a period. '
  'Guests are not counted.';
