-- No order without its cart, which has its city, as rows that came after the order have; no row of an order without its order; rows are
-- numbered from 1 without a gap.
SELECT s.name AS store, 'order without a cart' AS fault, o.cart_id, NULL::bigint AS greatest
FROM orders o
JOIN stores s ON s.store_id = o.store_id
WHERE NOT EXISTS (SELECT FROM carts c WHERE c.store_id = o.store_id AND c.cart_id = o.cart_id)
UNION ALL
SELECT s.name, 'cart with another city', c.cart_id, NULL
FROM carts c
JOIN stores s ON s.store_id = c.store_id
LEFT JOIN orders o ON o.store_id = c.store_id AND o.cart_id = c.cart_id
WHERE c.city IS DISTINCT FROM o.city
UNION ALL
SELECT s.name, 'row with another city', r.cart_id, max(r.sale_no)
FROM order_sales r
JOIN stores s ON s.store_id = r.store_id
JOIN orders o ON o.store_id = r.store_id AND o.cart_id = r.cart_id
WHERE r.city IS DISTINCT FROM CASE WHEN r.cause <> 'order' THEN o.city END
GROUP BY s.name, r.store_id, r.cart_id
UNION ALL
SELECT s.name, 'row without an order', r.cart_id, max(r.sale_no)
FROM order_sales r
JOIN stores s ON s.store_id = r.store_id
LEFT JOIN orders o ON o.store_id = r.store_id AND o.cart_id = r.cart_id
GROUP BY s.name, r.store_id, r.cart_id
HAVING count(o.cart_id) = 0
UNION ALL
SELECT s.name, 'gap in the numbers', r.cart_id, max(r.sale_no)
FROM order_sales r
JOIN stores s ON s.store_id = r.store_id
GROUP BY s.name, r.store_id, r.cart_id
HAVING min(r.sale_no) <> 1 OR max(r.sale_no) <> count(*)
