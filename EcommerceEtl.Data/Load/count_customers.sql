SELECT count(*) FROM customers WHERE store_id = $1
