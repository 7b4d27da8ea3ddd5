-- Rows of a store's entity whose key lies below $3 or above $4: the ends of the index are read, not what lies between.
SELECT CASE $2
  WHEN 'products' THEN
    (SELECT count(*) FROM products WHERE store_id = $1 AND product_id < $3 AND removed_at IS NULL)
    + (SELECT count(*) FROM products WHERE store_id = $1 AND product_id > $4 AND removed_at IS NULL)
  WHEN 'customers' THEN
    (SELECT count(*) FROM customers WHERE store_id = $1 AND user_id < $3)
    + (SELECT count(*) FROM customers WHERE store_id = $1 AND user_id > $4)
  WHEN 'carts' THEN
    (SELECT count(*) FROM carts WHERE store_id = $1 AND cart_id < $3)
    + (SELECT count(*) FROM carts WHERE store_id = $1 AND cart_id > $4)
END
