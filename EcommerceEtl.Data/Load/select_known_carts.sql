-- The least and greatest key of the batch bound the scan: without them each batch would read the whole table.
SELECT cart_id, content_hash, lines, gross_value
FROM carts
WHERE store_id = $1
  AND cart_id = ANY ($2)
  AND cart_id BETWEEN $3 AND $4
