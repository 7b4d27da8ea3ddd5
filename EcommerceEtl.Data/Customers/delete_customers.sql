DELETE FROM customers
WHERE store_id = $1
  AND user_id = ANY ($2)
