-- What lies in the abandoned carts of a time range ('current') and of as many days before it ('previous'): how many there are and what
-- their lines with a price are worth, one row a period; with categories chosen, their lines of these. Stores that tell of no open carts
-- have none. {__all__} shows all stores, categories, cities. Carts with an add-to-cart and without a purchase have an index of their own.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_abandoned(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (period text, carts bigint, value numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  earliest date;
  latest date;
  unchosen boolean := '__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities);
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  SELECT min(d.previous_day), max(d.last_day)
  INTO earliest, latest
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d;

  RETURN QUERY
  SELECT periods.period, coalesce(sum(part.carts), 0)::bigint, coalesce(sum(part.value), 0)
  FROM (VALUES ('current'), ('previous')) AS periods (period)
  LEFT JOIN (
    SELECT CASE WHEN c.day < d.first_day THEN 'previous' ELSE 'current' END AS period, count(*) AS carts, sum(c.gross_value) AS value
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN carts c ON c.store_id = d.store_id AND c.carted AND NOT c.purchased
    WHERE unchosen
      AND c.day BETWEEN earliest AND latest
      AND CASE WHEN c.day BETWEEN d.previous_day AND d.last_day THEN true ELSE false END
      AND CASE
        WHEN d.ordered THEN NOT EXISTS (
          SELECT FROM orders o WHERE o.store_id = c.store_id AND o.cart_id = c.cart_id AND o.state = 'void')
        ELSE true
      END
    GROUP BY 1
    UNION ALL
    SELECT s.period, count(*), sum(s.value)
    FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities, with_previous => true) s
    WHERE NOT unchosen
      AND s.abandoned
    GROUP BY 1
  ) part ON part.period = periods.period
  GROUP BY periods.period;
END
$$;
REVOKE ALL ON FUNCTION funnel_abandoned FROM PUBLIC;
COMMENT ON FUNCTION funnel_abandoned IS
  'How many carts of a range, and of as many days before it, were abandoned, and what their lines with a price are worth, one row a '
  'period.';
