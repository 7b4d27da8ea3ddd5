-- The day of a line is that of its cart, whatever the times of its own steps.
SELECT s.name AS store, l.cart_id, l.line_no, l.day, c.day AS day_of_cart
FROM cart_lines l
JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
JOIN stores s ON s.store_id = l.store_id
WHERE l.day <> c.day
