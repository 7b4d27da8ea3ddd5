-- The days that a time range selects in each store's own time zone, and as many days before them: the one place that says what a range
-- selects. Every figure of the boards and of `report` counts whole days, so that days add up. A day belongs to a range if its noon does, so
-- that thirty whole days of one zone are thirty in every other; if no noon does, the day on which the range ends is meant. {__all__} stands
-- for all stores.
-- Grafana cuts "the last 30 whole days" where a day of UTC ends, which may lie in a day of the store that is not over: of a range that
-- ended with a day of UTC and before this moment, a last day that is not over is left out.
-- The sums of products are read from sums_from on and before sums_until: those of the days 1, 9, 17 and 25 of a month that are nearest to
-- the ends of the range, at most four days from them. The days by which they differ from the range are counted one by one, and taken off
-- where they lie outside the range. Sums are read only if that leaves fewer days to be counted one by one than the range has; otherwise
-- both are the day after last_day: all days lie before the sums, and none after them.
-- ordered: the store states orders, whose money is in order_sales, on days of their own; knows_views: it knows views of products;
-- has_open_carts: it tells of carts that are no orders.
-- It is asked for several times in most queries. PL/pgSQL keeps its plan for the session, whatever its callers have set, and OFFSET 0
-- makes each step a value that month_part is written into; planned or parsed anew each time it would take ten times as long and more.
CREATE FUNCTION funnel_days(from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[])
RETURNS TABLE (
  store_id smallint, store text, previous_day date, first_day date, last_day date, sums_from date, sums_until date,
  ordered boolean, knows_views boolean, has_open_carts boolean)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT
    d.store_id, d.name, d.first_day - (d.last_day - d.first_day + 1), d.first_day, d.last_day,
    CASE WHEN b.is_shorter THEN b.nearest_from ELSE d.last_day + 1 END, CASE WHEN b.is_shorter THEN b.nearest_until ELSE d.last_day + 1 END,
    d.ordered, d.knows_views, d.has_open_carts
  FROM (
    SELECT
      s.store_id, s.name, s.purchase_origin = 'observed' AS ordered, s.view_origin <> 'none' AS knows_views,
      s.open_carts <> 'none' AS has_open_carts,
      CASE WHEN n.first_noon <= n.last_noon THEN n.first_noon ELSE n.end_day END AS first_day,
      CASE
        WHEN n.first_noon > n.last_noon THEN n.end_day
        WHEN n.first_noon < n.last_noon AND n.last_noon >= n.today
          AND to_time < now() AND to_time + interval '1 millisecond' = date_trunc('day', to_time + interval '1 millisecond', 'UTC')
          THEN n.last_noon - 1
        ELSE n.last_noon
      END AS last_day
    FROM stores s
    CROSS JOIN LATERAL (
      SELECT
        ((from_time AT TIME ZONE s.time_zone) + interval '12 hours' - interval '1 microsecond')::date AS first_noon,
        ((to_time AT TIME ZONE s.time_zone) - interval '12 hours')::date AS last_noon,
        (to_time AT TIME ZONE s.time_zone)::date AS end_day,
        (now() AT TIME ZONE s.time_zone)::date AS today
    ) n
    WHERE s.currency = chosen_currency
      AND ('__all__' = ANY (chosen_stores) OR s.name = ANY (chosen_stores))
    OFFSET 0
  ) d
  CROSS JOIN LATERAL (SELECT month_part(d.first_day) AS from_begins, month_part(d.last_day + 1) AS until_begins OFFSET 0) f
  CROSS JOIN LATERAL (SELECT month_part(f.from_begins + 8) AS from_ends, month_part(f.until_begins + 8) AS until_ends OFFSET 0) u
  CROSS JOIN LATERAL (
    SELECT
      nearest_from, nearest_until,
      nearest_from < nearest_until
        AND abs(d.first_day - nearest_from) + abs(d.last_day + 1 - nearest_until) < d.last_day + 1 - d.first_day AS is_shorter
    FROM (
      SELECT
        CASE WHEN d.first_day - from_begins <= from_ends - d.first_day THEN from_begins ELSE from_ends END AS nearest_from,
        CASE WHEN d.last_day + 1 - until_begins <= until_ends - d.last_day - 1 THEN until_begins ELSE until_ends END AS nearest_until
      OFFSET 0
    ) nearest
  ) b;
END
$$;
COMMENT ON FUNCTION funnel_days IS
  'The days whose noon lies in a range of time, in each store''s time zone, the first of as many days before them, and the days whose sums '
  'of products are read: from sums_from on, before sums_until. ordered: the store states orders; knows_views: it knows views; '
  'has_open_carts: it tells of carts that are no orders. {__all__} stands for all stores.';
