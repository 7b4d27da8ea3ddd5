-- The rows of orders in a time range ('current'), one row each, of the stores that state orders; if wanted also those of as many days
-- before it ('previous'). {__all__} shows all stores, categories, cities. With categories chosen, only rows of net sales are left:
-- shipping, tips, duties and gift cards are of no category. About the bounds and CASE see funnel_sessions.
--
-- With categories chosen rows are found by product, with cities by their carts. A row of cause order has the day of its cart: only what was
-- edited or came back, a small part with an index of its own, has to be looked for on other days.
--
-- Every LEFT JOIN is on a primary key, so that one whose columns are not asked for costs nothing.
CREATE FUNCTION funnel_orders(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[],
  with_previous boolean DEFAULT false)
RETURNS TABLE (
  period text, store_id smallint, day date, city text, product_id bigint, item text, units numeric, gross numeric, discounts numeric,
  returns numeric, shipping numeric, tax numeric, other numeric, returned numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT
    r.period, r.store_id, r.day, r.city, r.product_id, r.item,
    CASE WHEN r.action = 'sale' AND r.item = 'product' THEN r.quantity ELSE 0 END,
    CASE WHEN r.action = 'sale' AND r.item IN ('product', 'fee') THEN r.gross ELSE 0 END,
    CASE WHEN r.action = 'sale' AND r.item IN ('product', 'fee') THEN r.discount ELSE 0 END,
    CASE
      WHEN r.action = 'return' AND r.item IN ('product', 'fee') OR r.item = 'adjustment' THEN r.discount - r.gross
      ELSE 0
    END,
    CASE WHEN r.item = 'shipping' THEN r.gross - r.discount ELSE 0 END,
    r.tax,
    CASE WHEN r.item IN ('tip', 'duty', 'gift_card') THEN r.gross - r.discount ELSE 0 END,
    CASE WHEN r.action = 'return' AND r.item = 'product' THEN -r.quantity ELSE 0 END
  FROM (
    -- Of all categories, or of products that nobody knows.
    SELECT
      CASE WHEN with_previous AND r.day < d.first_day THEN 'previous' ELSE 'current' END AS period,
      coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown') AS city,
      r.store_id, r.day, r.product_id, r.action, r.item, r.quantity, r.gross, r.discount, r.tax
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN order_sales r ON r.store_id = d.store_id
    LEFT JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
    LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
    WHERE '__all__' = ANY (chosen_cities)
      AND ('__all__' = ANY (chosen_categories)
        OR 'unknown' = ANY (chosen_categories)
          AND r.item IN ('product', 'fee', 'adjustment')
          AND NOT EXISTS (SELECT FROM products p WHERE p.store_id = r.store_id AND p.product_id = r.product_id))
      AND r.day >= (from_time AT TIME ZONE 'UTC')::date
        - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
      AND r.day <= (to_time AT TIME ZONE 'UTC')::date + 1
      AND CASE WHEN r.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
    UNION ALL
    -- Of the chosen categories.
    SELECT
      CASE WHEN with_previous AND r.day < d.first_day THEN 'previous' ELSE 'current' END,
      coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown'),
      r.store_id, r.day, r.product_id, r.action, r.item, r.quantity, r.gross, r.discount, r.tax
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN products p ON p.store_id = d.store_id
    JOIN order_sales r ON r.store_id = p.store_id AND r.product_id = p.product_id
    LEFT JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
    LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
    WHERE '__all__' = ANY (chosen_cities)
      AND NOT '__all__' = ANY (chosen_categories)
      AND p.category = ANY (chosen_categories)
      AND r.item IN ('product', 'fee', 'adjustment')
      AND r.day >= (from_time AT TIME ZONE 'UTC')::date
        - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
      AND r.day <= (to_time AT TIME ZONE 'UTC')::date + 1
      AND CASE WHEN r.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
    UNION ALL
    -- Of the chosen cities: orders as they were placed, with a city of their own and without.
    SELECT
      CASE WHEN with_previous AND c.day < d.first_day THEN 'previous' ELSE 'current' END, c.city,
      r.store_id, r.day, r.product_id, r.action, r.item, r.quantity, r.gross, r.discount, r.tax
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN carts c ON c.store_id = d.store_id AND d.ordered
    JOIN order_sales r ON r.store_id = c.store_id AND r.cart_id = c.cart_id AND r.cause = 'order'
    LEFT JOIN products p ON p.store_id = r.store_id AND p.product_id = r.product_id
    WHERE NOT '__all__' = ANY (chosen_cities)
      AND c.city = ANY (chosen_cities)
      AND c.city <> ''
      AND ('__all__' = ANY (chosen_categories)
        OR r.item IN ('product', 'fee', 'adjustment') AND coalesce(p.category, 'unknown') = ANY (chosen_categories))
      AND c.day >= (from_time AT TIME ZONE 'UTC')::date
        - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
      AND c.day <= (to_time AT TIME ZONE 'UTC')::date + 1
      AND CASE WHEN c.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
    UNION ALL
    SELECT
      CASE WHEN with_previous AND c.day < d.first_day THEN 'previous' ELSE 'current' END, coalesce(nullif(u.city, ''), 'Unknown'),
      r.store_id, r.day, r.product_id, r.action, r.item, r.quantity, r.gross, r.discount, r.tax
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN carts c ON c.store_id = d.store_id AND d.ordered
    LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
    JOIN order_sales r ON r.store_id = c.store_id AND r.cart_id = c.cart_id AND r.cause = 'order'
    LEFT JOIN products p ON p.store_id = r.store_id AND p.product_id = r.product_id
    WHERE NOT '__all__' = ANY (chosen_cities)
      AND nullif(c.city, '') IS NULL
      AND coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
      AND ('__all__' = ANY (chosen_categories)
        OR r.item IN ('product', 'fee', 'adjustment') AND coalesce(p.category, 'unknown') = ANY (chosen_categories))
      AND c.day >= (from_time AT TIME ZONE 'UTC')::date
        - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
      AND c.day <= (to_time AT TIME ZONE 'UTC')::date + 1
      AND CASE WHEN c.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
    UNION ALL
    -- Of the chosen cities: what was edited and what came back.
    SELECT
      CASE WHEN with_previous AND r.day < d.first_day THEN 'previous' ELSE 'current' END,
      coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown'),
      r.store_id, r.day, r.product_id, r.action, r.item, r.quantity, r.gross, r.discount, r.tax
    FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
    JOIN order_sales r ON r.store_id = d.store_id AND r.cause IN ('edit', 'refund', 'cancellation')
    LEFT JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
    LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
    LEFT JOIN products p ON p.store_id = r.store_id AND p.product_id = r.product_id
    WHERE NOT '__all__' = ANY (chosen_cities)
      AND coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown') = ANY (chosen_cities)
      AND ('__all__' = ANY (chosen_categories)
        OR r.item IN ('product', 'fee', 'adjustment') AND coalesce(p.category, 'unknown') = ANY (chosen_categories))
      AND r.day >= (from_time AT TIME ZONE 'UTC')::date
        - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
      AND r.day <= (to_time AT TIME ZONE 'UTC')::date + 1
      AND CASE WHEN r.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
  ) r
$$;
COMMENT ON FUNCTION funnel_orders IS
  'The rows of orders in a range, one row each; with_previous adds those of as many days before. With categories chosen only net sales.';
