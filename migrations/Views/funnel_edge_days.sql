-- The days of a time range that are counted one by one, since the sums of products do not begin and end where the range does (funnel_days):
-- sign is 1 for a day that is added to the sums, -1 for one that is taken off. They are at most eight of a store. They are told one by one
-- and not from one to another, so that the planner knows how much of a table has such a day. Why PL/pgSQL and its plan: see funnel_days.
CREATE FUNCTION funnel_edge_days(from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[])
RETURNS TABLE (store_id smallint, day date, sign bigint, ordered boolean)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 8
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT d.store_id, edge.first_day + n, edge.sign, d.ordered
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  CROSS JOIN LATERAL (VALUES
    (least(d.first_day, d.sums_from), abs(d.sums_from - d.first_day), sign(d.sums_from - d.first_day)::bigint),
    (least(d.sums_until, d.last_day + 1), abs(d.last_day + 1 - d.sums_until), sign(d.last_day + 1 - d.sums_until)::bigint)
  ) AS edge (first_day, days, sign)
  CROSS JOIN LATERAL generate_series(0, edge.days - 1) AS n;
END
$$;
COMMENT ON FUNCTION funnel_edge_days IS
  'The days by which a range differs from the days whose sums of products are read: sign 1 for a day that is added, -1 for one that is '
  'taken off. ordered: the store states orders.';
