-- Who was erased is neither a customer nor anybody's name on a cart, nor a buyer with a first order.
SELECT s.name AS store, x.user_id, x.erased_at, found.place
FROM erased_customers x
JOIN stores s USING (store_id)
CROSS JOIN LATERAL (
  SELECT 'customers' AS place FROM customers c WHERE c.store_id = x.store_id AND c.user_id = x.user_id
  UNION ALL
  SELECT 'carts' FROM carts c WHERE c.store_id = x.store_id AND c.user_id = x.user_id
  UNION ALL
  SELECT 'first_orders' FROM first_orders f WHERE f.store_id = x.store_id AND f.user_id = x.user_id
) found
