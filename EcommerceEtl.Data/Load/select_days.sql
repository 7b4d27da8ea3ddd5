SELECT day, count(*), sum(revenue)
FROM carts
WHERE store_id = $1
GROUP BY day
