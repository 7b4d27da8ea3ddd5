-- A cart of a store that knows no views was not viewed. Figures of such stores look for carts and lines among those alone.
SELECT s.name AS store, c.cart_id, s.view_origin
FROM stores s
JOIN carts c ON c.store_id = s.store_id
WHERE s.view_origin = 'none'
  AND c.viewed
