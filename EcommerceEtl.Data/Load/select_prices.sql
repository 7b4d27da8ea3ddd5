SELECT product_id, valid_from, price
FROM product_prices
WHERE store_id = $1
ORDER BY product_id, valid_from
