-- The sessions of a time range ('current'), one row each; if wanted also those of as many days before it ('previous'). {__all__} shows all
-- stores, categories, cities. With categories chosen, a session is what it has of them: its steps there, its units, its money. Of a store
-- that states orders it has neither units nor money: those are in funnel_orders, on days of their own. value: price times quantity of its
-- lines, bought or not.
--
-- What became of an order is asked for by a subquery, and only of stores that state orders: a join would cost every store.
--
-- Carts with a city of their own, which an order has, are found by it, the others by way of their customers. With categories chosen, lines
-- of stores that know no views are found by product, and those of other stores by day: an index by product of all lines would cost every
-- load. Carts and customers are joined so that they are not read where nothing is asked of them.
--
-- The bounds with UTC can be wrong by a day, so they are a day wider: constants, from which the planner sees how much it will have to read.
-- What is exact are the store's own days; CASE keeps the planner from guessing about them. Of the SELECTs it plans only those that are
-- asked for, which is why the condition of the last stands outside.
CREATE FUNCTION funnel_sessions(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[],
  with_previous boolean DEFAULT false)
RETURNS TABLE (
  period text, store text, day date, store_id smallint, cart_id bigint, user_id bigint, city text,
  viewed boolean, carted boolean, purchased boolean, added boolean, abandoned boolean, units numeric, revenue numeric,
  value numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT
    CASE WHEN with_previous AND c.day < d.first_day THEN 'previous' ELSE 'current' END,
    d.store, c.day, c.store_id, c.cart_id, c.user_id, coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown'),
    c.viewed, c.carted, c.purchased, c.carted AND (c.viewed OR NOT d.knows_views),
    CASE
      WHEN NOT c.carted OR c.purchased THEN false
      WHEN d.ordered THEN NOT EXISTS (
        SELECT FROM orders o WHERE o.store_id = c.store_id AND o.cart_id = c.cart_id AND o.state = 'void')
      ELSE true
    END,
    CASE WHEN d.ordered THEN 0 ELSE c.units END, CASE WHEN d.ordered THEN 0 ELSE c.revenue END, c.gross_value
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN carts c ON c.store_id = d.store_id
  LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
  WHERE '__all__' = ANY (chosen_categories)
    AND ('__all__' = ANY (chosen_cities)
      OR nullif(c.city, '') IS NULL AND coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
    AND c.day >= (from_time AT TIME ZONE 'UTC')::date
      - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
    AND c.day <= (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN c.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
  UNION ALL
  -- Carts of the chosen cities.
  SELECT
    CASE WHEN with_previous AND c.day < d.first_day THEN 'previous' ELSE 'current' END,
    d.store, c.day, c.store_id, c.cart_id, c.user_id, c.city,
    c.viewed, c.carted, c.purchased, c.carted AND (c.viewed OR NOT d.knows_views),
    CASE
      WHEN NOT c.carted OR c.purchased THEN false
      WHEN d.ordered THEN NOT EXISTS (
        SELECT FROM orders o WHERE o.store_id = c.store_id AND o.cart_id = c.cart_id AND o.state = 'void')
      ELSE true
    END,
    CASE WHEN d.ordered THEN 0 ELSE c.units END, CASE WHEN d.ordered THEN 0 ELSE c.revenue END, c.gross_value
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN carts c ON c.store_id = d.store_id
  WHERE '__all__' = ANY (chosen_categories)
    AND NOT '__all__' = ANY (chosen_cities)
    AND c.city = ANY (chosen_cities)
    AND c.city <> ''
    AND c.day >= (from_time AT TIME ZONE 'UTC')::date
      - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
    AND c.day <= (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN c.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
  UNION ALL
  SELECT chosen.*
  FROM (
    SELECT
      CASE WHEN with_previous AND min(l.day) < min(l.first_day) THEN 'previous' ELSE 'current' END,
      min(l.store), min(l.day), l.store_id, l.cart_id, min(c.user_id), min(coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown')),
      bool_or(l.viewed_at IS NOT NULL), bool_or(l.carted_at IS NOT NULL), bool_or(l.purchased_at IS NOT NULL),
      bool_or(l.carted_at IS NOT NULL) AND bool_or(l.viewed_at IS NOT NULL OR NOT l.knows_views),
      CASE
        WHEN NOT bool_or(l.carted_at IS NOT NULL) OR bool_or(l.purchased_at IS NOT NULL) THEN false
        WHEN bool_or(l.ordered) THEN NOT EXISTS (
          SELECT FROM orders o WHERE o.store_id = l.store_id AND o.cart_id = l.cart_id AND o.state = 'void')
        ELSE true
      END,
      coalesce(sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT l.ordered), 0),
      coalesce(sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT l.ordered), 0),
      coalesce(sum(l.quantity * l.unit_price), 0)
    FROM (
      SELECT
        d.store, d.previous_day, d.first_day, d.last_day, d.ordered, d.knows_views,
        l.store_id, l.cart_id, l.day, l.quantity, l.unit_price, l.viewed_at, l.carted_at, l.purchased_at
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN products p ON p.store_id = d.store_id AND NOT d.knows_views
      JOIN cart_lines l ON l.store_id = p.store_id AND l.product_id = p.product_id AND l.viewed_at IS NULL
      WHERE p.category = ANY (chosen_categories)
      UNION ALL
      -- Lines of stores that know views, and of products that nobody knows.
      SELECT
        d.store, d.previous_day, d.first_day, d.last_day, d.ordered, d.knows_views,
        l.store_id, l.cart_id, l.day, l.quantity, l.unit_price, l.viewed_at, l.carted_at, l.purchased_at
      FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
      JOIN cart_lines l ON l.store_id = d.store_id
      LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
      WHERE (d.knows_views OR 'unknown' = ANY (chosen_categories))
        AND (d.knows_views OR p.product_id IS NULL)
        AND coalesce(p.category, 'unknown') = ANY (chosen_categories)
    ) l
    LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
    LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
    WHERE ('__all__' = ANY (chosen_cities) OR coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
      AND l.day >= (from_time AT TIME ZONE 'UTC')::date
        - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
      AND l.day <= (to_time AT TIME ZONE 'UTC')::date + 1
      AND CASE WHEN l.day BETWEEN CASE WHEN with_previous THEN l.previous_day ELSE l.first_day END AND l.last_day THEN true ELSE false END
    GROUP BY l.store_id, l.cart_id
  ) chosen
  WHERE NOT '__all__' = ANY (chosen_categories)
$$;
COMMENT ON FUNCTION funnel_sessions IS
  'The sessions of a range, one row each; with_previous adds those of as many days before. With categories chosen a session is what it '
  'has of them.';
