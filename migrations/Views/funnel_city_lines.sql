-- What of a time range is counted of products by the carts of chosen cities, in parts that add up to one row a product, as funnel_lines has
-- them: every line of the range is read, by way of its cart. Nothing if the cities are {__all__}. It is a function of its own since
-- planning it takes time, which a board without a choice saves.
CREATE FUNCTION funnel_city_lines(
  from_time timestamptz, to_time timestamptz, chosen_currency text, chosen_stores text[], chosen_cities text[], bought_only boolean,
  money_only boolean)
RETURNS TABLE (
  store_id smallint, product_id bigint, views bigint, carts bigint, purchases bigint, unpriced bigint, units numeric, revenue numeric,
  returned numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  IF '__all__' = ANY (chosen_cities) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT
    l.store_id, l.product_id, count(l.viewed_at), count(l.carted_at), count(l.purchased_at),
    count(l.purchased_at) FILTER (WHERE l.unit_price IS NULL),
    sum(l.quantity) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered),
    sum(l.quantity * l.unit_price) FILTER (WHERE l.purchased_at IS NOT NULL AND NOT d.ordered), 0
  FROM funnel_sessions(from_time, to_time, chosen_currency, chosen_stores, ARRAY['__all__'], chosen_cities) s
  JOIN funnel_days(from_time, to_time, chosen_currency, chosen_stores) d ON d.store_id = s.store_id
  JOIN cart_lines l ON l.store_id = s.store_id AND l.cart_id = s.cart_id
  WHERE (NOT bought_only OR l.purchased_at IS NOT NULL)
    AND NOT (money_only AND d.ordered)
    AND l.day BETWEEN (from_time AT TIME ZONE 'UTC')::date - 1 AND (to_time AT TIME ZONE 'UTC')::date + 1
  GROUP BY l.store_id, l.product_id
  UNION ALL
  SELECT r.store_id, r.product_id, 0, 0, 0, 0, sum(r.units), sum(r.gross - r.discounts - r.returns),
    sum(r.returned)
  FROM funnel_orders(from_time, to_time, chosen_currency, chosen_stores, ARRAY['__all__'], chosen_cities) r
  WHERE r.item IN ('product', 'fee', 'adjustment')
  GROUP BY r.store_id, r.product_id;
END
$$;
COMMENT ON FUNCTION funnel_city_lines IS
  'What of a range is counted of products by the carts of chosen cities, in parts as funnel_lines has them; nothing if all cities are.';
