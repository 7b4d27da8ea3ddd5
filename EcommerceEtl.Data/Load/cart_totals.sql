SELECT count(*), coalesce(sum(lines), 0), coalesce(sum(gross_value), 0)
FROM carts
WHERE store_id = $1
