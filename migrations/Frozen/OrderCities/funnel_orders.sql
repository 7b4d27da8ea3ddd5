-- The rows of orders in a time range ('current'), one row each, of the stores that state orders; if wanted also those of as many days
-- before it ('previous'). {__all__} shows all stores, categories, cities. With categories chosen, only rows of net sales are left:
-- shipping, tips, duties and gift cards are of no category. About the bounds and CASE see funnel_sessions.
--
-- Every join is a LEFT JOIN on a primary key, so that one whose columns are not asked for costs nothing.
CREATE FUNCTION funnel_orders(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[],
  with_previous boolean DEFAULT false)
RETURNS TABLE (
  period text, store_id smallint, day date, city text, units numeric, gross numeric, discounts numeric, returns numeric, shipping numeric,
  tax numeric, other numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT
    CASE WHEN with_previous AND r.day < d.first_day THEN 'previous' ELSE 'current' END,
    r.store_id, r.day, coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown'),
    CASE WHEN r.action = 'sale' AND r.item = 'product' THEN r.quantity ELSE 0 END,
    CASE WHEN r.action = 'sale' AND r.item IN ('product', 'fee') THEN r.gross ELSE 0 END,
    CASE WHEN r.action = 'sale' AND r.item IN ('product', 'fee') THEN r.discount ELSE 0 END,
    CASE
      WHEN r.action = 'return' AND r.item IN ('product', 'fee') OR r.item = 'adjustment' THEN r.discount - r.gross
      ELSE 0
    END,
    CASE WHEN r.item = 'shipping' THEN r.gross - r.discount ELSE 0 END,
    r.tax,
    CASE WHEN r.item IN ('tip', 'duty', 'gift_card') THEN r.gross - r.discount ELSE 0 END
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN order_sales r ON r.store_id = d.store_id
  LEFT JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
  LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
  LEFT JOIN products p ON p.store_id = r.store_id AND p.product_id = r.product_id
  WHERE ('__all__' = ANY (chosen_categories)
      OR r.item IN ('product', 'fee', 'adjustment') AND coalesce(p.category, 'unknown') = ANY (chosen_categories))
    AND ('__all__' = ANY (chosen_cities)
      OR coalesce(nullif(c.city, ''), nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
    AND r.day >= (from_time AT TIME ZONE 'UTC')::date
      - CASE WHEN with_previous THEN (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date + 4 ELSE 1 END
    AND r.day <= (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN r.day BETWEEN CASE WHEN with_previous THEN d.previous_day ELSE d.first_day END AND d.last_day THEN true ELSE false END
$$;
COMMENT ON FUNCTION funnel_orders IS
  'The rows of orders in a range, one row each; with_previous adds those of as many days before. With categories chosen only net sales.';
