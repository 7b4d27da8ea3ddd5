SELECT entity, record_key, payload
FROM quarantine
WHERE store_id = $1
  AND entity IN ('customers', 'carts')
ORDER BY entity, record_key
