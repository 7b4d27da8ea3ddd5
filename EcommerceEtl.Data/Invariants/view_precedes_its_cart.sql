-- A derived view lies 5 to 30 minutes before the cart's time, in whole seconds, and no line lacks it.
SELECT s.name AS store, l.cart_id, l.line_no, l.viewed_at, c.placed_at
FROM cart_lines l
JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
JOIN stores s ON s.store_id = l.store_id
WHERE s.view_origin = 'derived'
  AND (l.viewed_at IS NULL
    OR c.placed_at - l.viewed_at NOT BETWEEN interval '5 min' AND interval '30 min'
    OR extract(microseconds FROM c.placed_at - l.viewed_at)::bigint % 1000000 <> 0)
