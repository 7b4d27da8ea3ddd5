-- The days that a time range touches in each store's own time zone, and as many days before them: the one place that says what a range selects.
-- Every figure of the boards and of `report` counts whole days, so that days add up. {__all__} stands for all stores.
-- STRICT keeps the planner from writing it into the query, where the time zones would be worked out again for every row.
CREATE FUNCTION funnel_days(from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[])
RETURNS TABLE (store_id smallint, store text, previous_day date, first_day date, last_day date)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 1
AS $$
  SELECT d.store_id, d.name, d.first_day - (d.last_day - d.first_day + 1), d.first_day, d.last_day
  FROM (
    SELECT
      s.store_id, s.name,
      (from_time AT TIME ZONE s.time_zone)::date AS first_day,
      (to_time AT TIME ZONE s.time_zone)::date AS last_day
    FROM stores s
    WHERE s.currency = chosen_currency
      AND ('__all__' = ANY (chosen_stores) OR s.name = ANY (chosen_stores))
  ) d
$$
