SELECT cart_id, lines, gross_value
FROM carts
WHERE store_id = $1
  AND cart_id > $2
ORDER BY cart_id
LIMIT $3
