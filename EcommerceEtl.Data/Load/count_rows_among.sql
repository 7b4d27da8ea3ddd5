-- Rows of a store's entity whose key is one of $3. The least and the greatest of them bound the scan: without them each batch would
-- read the whole table.
SELECT CASE $2
  WHEN 'products' THEN
    (SELECT count(*) FROM products WHERE store_id = $1 AND product_id = ANY ($3) AND product_id BETWEEN $4 AND $5 AND removed_at IS NULL)
  WHEN 'customers' THEN
    (SELECT count(*) FROM customers WHERE store_id = $1 AND user_id = ANY ($3) AND user_id BETWEEN $4 AND $5)
  WHEN 'carts' THEN
    (SELECT count(*) FROM carts WHERE store_id = $1 AND cart_id = ANY ($3) AND cart_id BETWEEN $4 AND $5)
END
