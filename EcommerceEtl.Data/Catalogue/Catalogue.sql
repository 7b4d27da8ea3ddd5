-- name: copy_incoming_products
COPY incoming_products (
  store_id, product_id, source_id, title, category, price, rating, rating_count, loaded_at, removed_at) FROM STDIN (FORMAT binary)

-- name: copy_product_prices
COPY product_prices (store_id, product_id, valid_from, price) FROM STDIN (FORMAT binary)

-- name: create_incoming_products
CREATE TEMPORARY TABLE incoming_products (LIKE products) ON COMMIT DROP

-- name: select_catalogue
SELECT product_id, source_id, title, category, price, rating, rating_count, removed_at
FROM products
WHERE store_id = $1

-- name: select_prices
SELECT product_id, valid_from, price
FROM product_prices
WHERE store_id = $1
ORDER BY product_id, valid_from

-- name: upsert_products
INSERT INTO products
SELECT * FROM incoming_products
ON CONFLICT (store_id, product_id) DO UPDATE SET
  source_id = excluded.source_id,
  title = excluded.title,
  category = excluded.category,
  price = excluded.price,
  rating = excluded.rating,
  rating_count = excluded.rating_count,
  loaded_at = excluded.loaded_at,
  removed_at = excluded.removed_at
