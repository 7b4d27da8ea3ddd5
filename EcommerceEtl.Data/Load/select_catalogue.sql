SELECT product_id, source_id, title, category, price, rating, rating_count, removed_at
FROM products
WHERE store_id = $1
