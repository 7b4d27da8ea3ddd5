-- All that the tables hold of a customer, as one JSON object: every column, whatever columns there will be.
SELECT jsonb_build_object(
  'customer', (SELECT to_jsonb(c) - 'store_id' FROM customers c WHERE c.store_id = $1 AND c.user_id = $2),
  'carts', (
    SELECT coalesce(jsonb_agg(to_jsonb(c) - 'store_id' || jsonb_build_object('lines', (
      SELECT coalesce(jsonb_agg(to_jsonb(l) - '{store_id,cart_id}'::text[] ORDER BY l.line_no), '[]')
      FROM cart_lines l
      WHERE l.store_id = c.store_id AND l.cart_id = c.cart_id)) ORDER BY c.placed_at, c.cart_id), '[]')
    FROM carts c
    WHERE c.store_id = $1 AND c.user_id = $2),
  'erased_at', (SELECT x.erased_at FROM erased_customers x WHERE x.store_id = $1 AND x.user_id = $2))::text
