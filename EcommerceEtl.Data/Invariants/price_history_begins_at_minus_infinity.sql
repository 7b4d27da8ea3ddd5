-- Every product has a price since for ever: exactly one version from minus infinity, and none of a product nobody knows.
SELECT s.name AS store, coalesce(p.product_id, v.product_id) AS product_id, count(v.valid_from) AS versions, min(v.valid_from) AS first
FROM products p
FULL JOIN product_prices v ON v.store_id = p.store_id AND v.product_id = p.product_id
JOIN stores s ON s.store_id = coalesce(p.store_id, v.store_id)
GROUP BY s.name, coalesce(p.product_id, v.product_id)
HAVING count(p.product_id) = 0 OR min(v.valid_from) IS DISTINCT FROM '-infinity'
