-- name: copy_customers
COPY customers (store_id, user_id, source_id, city) FROM STDIN (FORMAT binary)

-- name: copy_incoming_customers
COPY incoming_customers (user_id, source_id, city, present_only) FROM STDIN (FORMAT binary)

-- name: count_customers
SELECT count(*) FROM customers WHERE store_id = $1

-- name: create_incoming_customers
-- present_only: a rejected element; its last good version stays and counts as present.
CREATE TEMPORARY TABLE incoming_customers (user_id bigint NOT NULL, source_id text, city text, present_only boolean NOT NULL) ON COMMIT DROP

-- name: customer_export
-- All that the tables hold of a customer, as one JSON object: every column, whatever columns there will be.
SELECT jsonb_build_object(
  'customer', (SELECT to_jsonb(c) - 'store_id' FROM customers c WHERE c.store_id = $1 AND c.user_id = $2),
  'carts', (
    SELECT coalesce(jsonb_agg(to_jsonb(c) - 'store_id' || jsonb_build_object('lines', (
      SELECT coalesce(jsonb_agg(to_jsonb(l) - '{store_id,cart_id}'::text[] ORDER BY l.line_no), '[]')
      FROM cart_lines l
      WHERE l.store_id = c.store_id AND l.cart_id = c.cart_id)) || coalesce((
        SELECT jsonb_build_object('order', to_jsonb(o) - '{store_id,cart_id}'::text[] || jsonb_build_object('sales', (
          SELECT coalesce(jsonb_agg(to_jsonb(r) - '{store_id,cart_id}'::text[] ORDER BY r.sale_no), '[]')
          FROM order_sales r
          WHERE r.store_id = o.store_id AND r.cart_id = o.cart_id)))
        FROM orders o
        WHERE o.store_id = c.store_id AND o.cart_id = c.cart_id), '{}') ORDER BY c.placed_at, c.cart_id), '[]')
    FROM carts c
    WHERE c.store_id = $1 AND c.user_id = $2),
  'first_order', (SELECT to_jsonb(f) - '{store_id,user_id}'::text[] FROM first_orders f WHERE f.store_id = $1 AND f.user_id = $2),
  'erased_at', (SELECT x.erased_at FROM erased_customers x WHERE x.store_id = $1 AND x.user_id = $2))::text

-- name: delete_customers
DELETE FROM customers
WHERE store_id = $1
  AND user_id = ANY ($2)

-- name: delete_missing_customers
DELETE FROM customers c
WHERE c.store_id = $1
  AND NOT EXISTS (SELECT FROM incoming_customers i WHERE i.user_id = c.user_id)

-- name: delete_quarantined
DELETE FROM quarantine q
USING unnest($2::text[], $3::text[]) AS found (entity, record_key)
WHERE q.store_id = $1
  AND q.entity = found.entity
  AND q.record_key = found.record_key

-- name: insert_erased
INSERT INTO erased_customers (store_id, user_id, erased_at)
SELECT $1, erased.user_id, erased.erased_at
FROM unnest($2::bigint[], $3::timestamptz[]) AS erased (user_id, erased_at)
ON CONFLICT DO NOTHING

-- name: make_carts_guests
-- Money, sessions and orders stay; nobody is named with them any more.
WITH guests AS (
  UPDATE carts
  SET user_id = NULL, city = NULL
  WHERE store_id = $1
    AND user_id = ANY ($2)
  RETURNING cart_id
), orders_of_guests AS (
  UPDATE orders o
  SET city = NULL
  FROM guests g
  WHERE o.store_id = $1
    AND o.cart_id = g.cart_id
), sales_of_guests AS (
  UPDATE order_sales r
  SET city = NULL
  FROM guests g
  WHERE r.store_id = $1
    AND r.cart_id = g.cart_id
    AND r.city IS NOT NULL
), buyers AS (
  DELETE FROM first_orders
  WHERE store_id = $1
    AND user_id = ANY ($2)
)
SELECT count(*) FROM guests

-- name: quarantine_of_people
SELECT entity, record_key, payload
FROM quarantine
WHERE store_id = $1
  AND entity IN ('customers', 'carts')
ORDER BY entity, record_key

-- name: select_erased
SELECT user_id, erased_at
FROM erased_customers
WHERE store_id = $1

-- name: upsert_customers
WITH changed AS (
  INSERT INTO customers AS c (store_id, user_id, source_id, city)
  SELECT $1, i.user_id, i.source_id, i.city
  FROM incoming_customers i
  LEFT JOIN customers k ON k.store_id = $1 AND k.user_id = i.user_id
  WHERE NOT i.present_only
    AND (k.user_id IS NULL OR (k.source_id, k.city) IS DISTINCT FROM (i.source_id, i.city))
  ORDER BY i.user_id
  ON CONFLICT (store_id, user_id) DO UPDATE SET source_id = excluded.source_id, city = excluded.city
  RETURNING xmax = 0 AS inserted
)
SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted) FROM changed
