-- Tells what each deleted cart counted in the figures of its day.
DELETE FROM carts
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
RETURNING cart_id, day, purchased, revenue, viewed, carted
