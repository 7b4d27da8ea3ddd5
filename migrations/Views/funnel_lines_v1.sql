-- The lines of the sessions of a time range, one row each, with the product's latest title and category. {__all__} shows all.
-- Two ways to the same rows: a short range is read by way of its carts, which have an index on the day; a long one reads all lines, which have none.
CREATE FUNCTION funnel_lines(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_categories text[], chosen_cities text[])
RETURNS TABLE (
  store text, day date, store_id smallint, cart_id bigint, line_no smallint, product_id bigint, title text, category text,
  viewed boolean, carted boolean, purchased boolean, quantity numeric, unit_price numeric)
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT
    d.store, c.day, l.store_id, l.cart_id, l.line_no, l.product_id,
    coalesce(p.title, 'product ' || coalesce(l.product_id::text, '?')), coalesce(p.category, 'unknown'),
    l.viewed_at IS NOT NULL, l.carted_at IS NOT NULL, l.purchased_at IS NOT NULL, l.quantity, l.unit_price
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN carts c ON c.store_id = d.store_id
  JOIN cart_lines l ON l.store_id = c.store_id AND l.cart_id = c.cart_id
  LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
  LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
  WHERE (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date <= 100
    AND ('__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories))
    AND ('__all__' = ANY (chosen_cities) OR coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
    AND c.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN c.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
  UNION ALL
  SELECT
    d.store, l.day, l.store_id, l.cart_id, l.line_no, l.product_id,
    coalesce(p.title, 'product ' || coalesce(l.product_id::text, '?')), coalesce(p.category, 'unknown'),
    l.viewed_at IS NOT NULL, l.carted_at IS NOT NULL, l.purchased_at IS NOT NULL, l.quantity, l.unit_price
  FROM funnel_days(from_time, to_time, chosen_currency, chosen_stores) d
  JOIN cart_lines l ON l.store_id = d.store_id
  LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
  LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
  LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
  WHERE (to_time AT TIME ZONE 'UTC')::date - (from_time AT TIME ZONE 'UTC')::date > 100
    AND ('__all__' = ANY (chosen_categories) OR coalesce(p.category, 'unknown') = ANY (chosen_categories))
    AND ('__all__' = ANY (chosen_cities) OR coalesce(nullif(u.city, ''), 'Unknown') = ANY (chosen_cities))
    AND l.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
    AND CASE WHEN l.day BETWEEN d.first_day AND d.last_day THEN true ELSE false END
$$
