INSERT INTO products (store_id, product_id, source_id, title, category, price, rating, rating_count, loaded_at, removed_at)
SELECT store_id, product_id, source_id, title, category, price, rating, rating_count, loaded_at, removed_at
FROM incoming_products
ON CONFLICT (store_id, product_id) DO UPDATE SET
  source_id = excluded.source_id,
  title = excluded.title,
  category = excluded.category,
  price = excluded.price,
  rating = excluded.rating,
  rating_count = excluded.rating_count,
  loaded_at = excluded.loaded_at,
  removed_at = excluded.removed_at
