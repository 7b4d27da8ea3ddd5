-- No line without its cart.
SELECT l.store_id, l.cart_id, l.line_no
FROM cart_lines l
WHERE NOT EXISTS (SELECT FROM carts c WHERE c.store_id = l.store_id AND c.cart_id = l.cart_id)
