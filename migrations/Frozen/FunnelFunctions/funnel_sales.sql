-- The bought lines of the sessions of a time range, one row each, with the product's latest category. {__all__} shows all.
-- About the bounds see funnel_sessions. The table has an index on the day of its bought lines.
CREATE FUNCTION funnel_sales(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (
  store text, day date, store_id smallint, cart_id bigint, line_no smallint, product_id bigint, category text, quantity numeric, unit_price numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT d.store, l.day, l.store_id, l.cart_id, l.line_no, l.product_id, coalesce(p.category, 'unknown'), l.quantity, l.unit_price
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN cart_lines l ON l.store_id = d.store_id
  LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
  LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
  LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
  WHERE l.purchased_at IS NOT NULL
    AND ('__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories))
    AND ('__all__' = ANY (chosen_cities) OR coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
    AND l.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN l.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
$$
