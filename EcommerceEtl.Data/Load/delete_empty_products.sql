-- Of the months and products that were just written, those of which no line is left.
DELETE FROM monthly_products
WHERE store_id = $1
  AND month = ANY ($2)
  AND product_id = ANY ($3)
  AND lines = 0
