-- Orders and net sales of a time range by the city of the order, else of its buyer, one row a city. {__all__} shows all stores, categories,
-- cities.
--
-- Without a choice of categories and cities an order's revenue, as it was placed and edited, is read from its cart, by the index of the
-- cities that carts have of their own where there is one, and only what came back and what was edited from the rows of orders: a small part
-- of them, which an index of their own tells alone, their order's city with them. Orders without a city have an index where they were not
-- viewed, which is so in stores that know no views; others are looked for only if carts were viewed on these days. Each counts on its own
-- day. Of a range of up to about a hundred days the customers of orders without a city are looked up one by one, for which the planner has
-- to think them rare (nullif); of a longer one all customers are read once. Where all stores have the same days (alike) the bounds say all,
-- and nothing is left to be asked for each row; about CASE see funnel_sessions.
--
-- It runs with its owner's rights, so that the boards' role needs no right to carts, lines or customers: it is told sums, and no sum names
-- a person. PL/pgSQL plans the query with the arguments' values each time; a function in SQL that is not written into its caller is planned
-- once for all values (before PostgreSQL 18).
CREATE FUNCTION funnel_cities(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (city text, orders bigint, revenue numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  stores smallint[];
  first_days date[];
  last_days date[];
  earliest date;
  latest date;
  alike boolean;
  some_viewed boolean;
  unchosen boolean := '__all__' = ANY (chosen_categories) AND '__all__' = ANY (chosen_cities);
  short boolean := (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date <= 100;
BEGIN
  chosen_categories := board_names(chosen_categories);
  chosen_cities := board_names(chosen_cities);
  SELECT
    array_agg(d.store_id), array_agg(d.first_day), array_agg(d.last_day), min(d.first_day), max(d.last_day),
    min(d.first_day) = max(d.first_day) AND min(d.last_day) = max(d.last_day)
  INTO stores, first_days, last_days, earliest, latest, alike
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d;
  some_viewed := EXISTS (
    SELECT FROM daily_totals t WHERE t.store_id = ANY (stores) AND t.day BETWEEN earliest AND latest AND t.viewed > 0);

  RETURN QUERY
  SELECT part.city, sum(part.orders)::bigint, sum(part.revenue)
  FROM (
    -- Orders with a city of their own, as they were placed and edited.
    SELECT c.city, count(*) AS orders, sum(c.revenue) AS revenue
    FROM carts c
    WHERE unchosen
      AND c.store_id = ANY (stores)
      AND c.purchased
      AND c.city <> ''
      AND c.day BETWEEN earliest AND latest
      AND (alike OR CASE
        WHEN c.day BETWEEN first_days[array_position(stores, c.store_id)] AND last_days[array_position(stores, c.store_id)] THEN true
        ELSE false
      END)
    GROUP BY c.city
    UNION ALL
    -- Orders without one, and what was edited and what came back of them.
    SELECT coalesce(nullif(u.city, ''), 'Unknown'), sum(bought.orders), sum(bought.revenue)
    FROM (
      SELECT c.store_id, c.user_id, 1 AS orders, c.revenue
      FROM carts c
      WHERE unchosen
        AND c.store_id = ANY (stores)
        AND c.purchased
        AND NOT c.viewed
        AND (c.city IS NULL OR c.city = '')
        AND (NOT short OR nullif(c.city, '') IS NULL)
        AND c.day BETWEEN earliest AND latest
        AND (alike OR CASE
          WHEN c.day BETWEEN first_days[array_position(stores, c.store_id)] AND last_days[array_position(stores, c.store_id)] THEN true
          ELSE false
        END)
      UNION ALL
      SELECT c.store_id, c.user_id, 1, c.revenue
      FROM carts c
      WHERE unchosen
        AND some_viewed
        AND c.store_id = ANY (stores)
        AND c.purchased
        AND c.viewed
        AND (c.city IS NULL OR c.city = '')
        AND (NOT short OR nullif(c.city, '') IS NULL)
        AND c.day BETWEEN earliest AND latest
        AND (alike OR CASE
          WHEN c.day BETWEEN first_days[array_position(stores, c.store_id)] AND last_days[array_position(stores, c.store_id)] THEN true
          ELSE false
        END)
      UNION ALL
      SELECT c.store_id, c.user_id, 0, r.gross - r.discount
      FROM order_sales r
      JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
      WHERE unchosen
        AND r.store_id = ANY (stores)
        AND r.cause IN ('edit', 'refund', 'cancellation')
        AND r.item IN ('product', 'fee', 'adjustment')
        AND CASE WHEN short THEN nullif(r.city, '') IS NULL ELSE r.city IS NULL OR r.city = '' END
        AND r.day BETWEEN earliest AND latest
        AND (alike OR CASE
          WHEN r.day BETWEEN first_days[array_position(stores, r.store_id)] AND last_days[array_position(stores, r.store_id)] THEN true
          ELSE false
        END)
    ) bought
    LEFT JOIN customers u ON u.store_id = bought.store_id AND u.user_id = bought.user_id
    GROUP BY 1
    UNION ALL
    -- Edits of these orders, which count on days of their own.
    SELECT
      coalesce(
        nullif(c.city, ''),
        (SELECT nullif(u.city, '') FROM customers u WHERE u.store_id = c.store_id AND u.user_id = c.user_id),
        'Unknown'),
      0, -sum(r.gross - r.discount)
    FROM order_sales r
    JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
    WHERE unchosen
      AND r.store_id = ANY (stores)
      AND c.store_id = ANY (stores)
      AND r.cause = 'edit'
      AND r.item IN ('product', 'fee', 'adjustment')
      AND c.day BETWEEN earliest AND latest
      AND (alike OR CASE
        WHEN c.day BETWEEN first_days[array_position(stores, c.store_id)] AND last_days[array_position(stores, c.store_id)] THEN true
        ELSE false
      END)
    GROUP BY 1
    UNION ALL
    -- What was edited and what came back on these days, of orders with a city of their own.
    SELECT r.city, 0, sum(r.gross - r.discount)
    FROM order_sales r
    WHERE unchosen
      AND r.store_id = ANY (stores)
      AND r.cause IN ('edit', 'refund', 'cancellation')
      AND r.item IN ('product', 'fee', 'adjustment')
      AND r.city <> ''
      AND r.day BETWEEN earliest AND latest
      AND (alike OR CASE
        WHEN r.day BETWEEN first_days[array_position(stores, r.store_id)] AND last_days[array_position(stores, r.store_id)] THEN true
        ELSE false
      END)
    GROUP BY r.city
    UNION ALL
    -- The orders of the chosen categories and cities.
    SELECT s.city, count(*), sum(s.revenue)
    FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities) s
    WHERE NOT unchosen
      AND s.purchased
    GROUP BY s.city
    UNION ALL
    SELECT r.city, 0, sum(r.gross - r.discounts - r.returns)
    FROM funnel_orders(from_time, to_time, chosen_currency, chosen_stores, chosen_categories, chosen_cities) r
    WHERE NOT unchosen
    GROUP BY r.city
  ) part
  GROUP BY part.city;
END
$$;
REVOKE ALL ON FUNCTION funnel_cities FROM PUBLIC;
COMMENT ON FUNCTION funnel_cities IS
  'Orders and net sales of a range by the city of the order, else of its buyer, one row a city.';
