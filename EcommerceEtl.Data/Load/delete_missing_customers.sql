DELETE FROM customers c
WHERE c.store_id = $1
  AND NOT EXISTS (SELECT FROM incoming_customers i WHERE i.user_id = c.user_id)
