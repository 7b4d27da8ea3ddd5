DELETE FROM cart_lines
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
