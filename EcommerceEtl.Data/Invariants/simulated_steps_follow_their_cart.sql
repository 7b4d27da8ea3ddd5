-- A simulated add-to-cart stands at the cart's time, a simulated purchase 1 to 10 minutes after it.
SELECT s.name AS store, l.cart_id, l.line_no, c.placed_at, l.carted_at, l.purchased_at
FROM cart_lines l
JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
JOIN stores s ON s.store_id = l.store_id
WHERE (s.cart_origin = 'simulated' AND l.carted_at <> c.placed_at)
   OR (s.purchase_origin = 'simulated' AND l.purchased_at - c.placed_at NOT BETWEEN interval '1 min' AND interval '10 min')
