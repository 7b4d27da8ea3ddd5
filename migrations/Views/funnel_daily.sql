-- What the sessions and the sales of a time range add up to, one row a store and day ('current'); if wanted also those of as many days
-- before it ('previous'). {__all__} shows all stores, categories, cities. Where no category and no city is chosen the sums stand in
-- daily_totals; otherwise sessions are counted and the rows of orders added up. revenue: net sales. entered: sessions that made the first
-- step that the store knows, of which orders are a share; NULL where every session is an order, so that there is no such share. shown_on:
-- the day of the current period beside which a day of the previous one stands. Of the two SELECTs only the one that is asked for is
-- planned, see funnel_sessions.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_daily(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[],
  with_previous boolean DEFAULT false)
RETURNS TABLE (
  period text, store_id smallint, day date, shown_on date, sessions bigint, viewed bigint, carted bigint, orders bigint, abandoned bigint,
  added bigint, bought bigint, revenue numeric, units numeric, gross numeric, discounts numeric, returns numeric, shipping numeric,
  tax numeric, other numeric, entered bigint)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  RETURN QUERY
  SELECT
    CASE WHEN s.day < d.first_day THEN 'previous' ELSE 'current' END, s.store_id, s.day,
    CASE WHEN s.day < d.first_day THEN s.day + (d.first_day - d.previous_day) ELSE s.day END,
    s.sessions, s.viewed, s.carted, s.orders, s.abandoned, s.added, s.bought, s.gross - s.discounts - s.returns,
    s.units, s.gross, s.discounts, s.returns, s.shipping, s.tax, s.other,
    CASE WHEN NOT d.has_open_carts THEN NULL WHEN d.knows_views THEN s.viewed ELSE s.carted END
  FROM (
    SELECT * FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores)
    WHERE '__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities)
  ) d
  JOIN daily_totals s
    ON s.store_id = d.store_id AND s.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day
  UNION ALL
  SELECT
    s.period, s.store_id, s.day,
    CASE WHEN s.period = 'previous' THEN s.day + (d.first_day - d.previous_day) ELSE s.day END,
    s.sessions, s.viewed, s.carted, s.orders, s.abandoned, s.added, s.bought, s.gross - s.discounts - s.returns,
    s.units, s.gross, s.discounts, s.returns, s.shipping, s.tax, s.other,
    CASE WHEN NOT d.has_open_carts THEN NULL WHEN d.knows_views THEN s.viewed ELSE s.carted END
  FROM (
    SELECT
      part.period, part.store_id, part.day, sum(part.sessions)::bigint AS sessions, sum(part.viewed)::bigint AS viewed,
      sum(part.carted)::bigint AS carted, sum(part.orders)::bigint AS orders, sum(part.abandoned)::bigint AS abandoned,
      sum(part.added)::bigint AS added, sum(part.bought)::bigint AS bought, sum(part.units) AS units, sum(part.gross) AS gross,
      sum(part.discounts) AS discounts, sum(part.returns) AS returns, sum(part.shipping) AS shipping, sum(part.tax) AS tax,
      sum(part.other) AS other
    FROM (
      SELECT
        period, store_id, day, count(*) AS sessions,
        count(*) FILTER (WHERE viewed) AS viewed,
        count(*) FILTER (WHERE carted) AS carted,
        count(*) FILTER (WHERE purchased) AS orders,
        count(*) FILTER (WHERE abandoned) AS abandoned,
        count(*) FILTER (WHERE added) AS added,
        count(*) FILTER (WHERE added AND purchased) AS bought,
        sum(units) AS units, sum(revenue) AS gross, 0 AS discounts, 0 AS returns, 0 AS shipping, 0 AS tax, 0 AS other
      FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities, with_previous)
      GROUP BY period, store_id, day
      UNION ALL
      SELECT
        period, store_id, day, 0, 0, 0, 0, 0, 0, 0, sum(units), sum(gross), sum(discounts), sum(returns), sum(shipping), sum(tax),
        sum(other)
      FROM funnel_orders(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities, with_previous)
      GROUP BY period, store_id, day
    ) part
    GROUP BY part.period, part.store_id, part.day
  ) s
  JOIN funnel_days(from_time, to_time, chosen_currency, chosen_stores) d ON d.store_id = s.store_id
  WHERE NOT ('__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities));
END
$$;
REVOKE ALL ON FUNCTION funnel_daily FROM PUBLIC;
COMMENT ON FUNCTION funnel_daily IS
  'What the sessions and sales of a range add up to, one row a store and day; revenue is net sales. with_previous adds as many days '
  'before, each beside the day shown_on.';
