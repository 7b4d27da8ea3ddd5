-- Where the store's steps are simulated, nothing is bought that was not added to the cart first.
SELECT s.name AS store, l.cart_id, l.line_no, l.carted_at, l.purchased_at
FROM cart_lines l
JOIN stores s ON s.store_id = l.store_id
WHERE s.cart_origin = 'simulated'
  AND s.purchase_origin = 'simulated'
  AND l.purchased_at IS NOT NULL
  AND (l.carted_at IS NULL OR l.carted_at > l.purchased_at)
