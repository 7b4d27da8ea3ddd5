-- One row for everything that was sold and everything that came back, whatever the kind of shop: bought lines of stores whose purchases are
-- simulated, and the rows of orders of those that state them. Net sales are the items product, fee and adjustment.
CREATE VIEW sales AS
SELECT
  s.name AS store,
  'sess_' || l.cart_id AS session_id,
  NULL::text AS order_number,
  l.day,
  l.purchased_at AS at,
  'sale'::text AS action,
  'order'::text AS cause,
  'product'::text AS item,
  l.product_id,
  coalesce(p.category, 'unknown') AS category,
  coalesce(nullif(u.city, ''), 'Unknown') AS city,
  l.quantity,
  coalesce(l.quantity * l.unit_price, 0) AS gross,
  0::numeric AS discount,
  0::numeric AS tax,
  coalesce(l.quantity * l.unit_price, 0) AS net,
  s.purchase_origin AS origin,
  l.store_id,
  l.cart_id
FROM cart_lines l
JOIN stores s ON s.store_id = l.store_id AND s.purchase_origin <> 'observed'
LEFT JOIN carts c ON c.store_id = l.store_id AND c.cart_id = l.cart_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
LEFT JOIN products p ON p.store_id = l.store_id AND p.product_id = l.product_id
WHERE l.purchased_at IS NOT NULL
UNION ALL
SELECT
  s.name,
  'sess_' || r.cart_id,
  o.number,
  r.day,
  r.at,
  r.action,
  r.cause,
  r.item,
  r.product_id,
  coalesce(p.category, 'unknown'),
  coalesce(nullif(o.city, ''), nullif(u.city, ''), 'Unknown'),
  r.quantity,
  r.gross,
  r.discount,
  r.tax,
  r.gross - r.discount,
  s.purchase_origin,
  r.store_id,
  r.cart_id
FROM order_sales r
JOIN stores s ON s.store_id = r.store_id
LEFT JOIN orders o ON o.store_id = r.store_id AND o.cart_id = r.cart_id
LEFT JOIN carts c ON c.store_id = r.store_id AND c.cart_id = r.cart_id
LEFT JOIN customers u ON u.store_id = c.store_id AND u.user_id = c.user_id
LEFT JOIN products p ON p.store_id = r.store_id AND p.product_id = r.product_id;
COMMENT ON VIEW sales IS
  'Everything that was sold and that came back, one signed row each, on its own day. Net sales are the items product, fee and adjustment.';
COMMENT ON COLUMN sales.store IS 'Name of the store (stores.name).';
COMMENT ON COLUMN sales.session_id IS 'The session: sess_ and the number of the cart (sessions.session_id).';
COMMENT ON COLUMN sales.order_number IS 'Number of the order that the shop shows to people; NULL where it has none.';
COMMENT ON COLUMN sales.day IS
  'Day on which the row counts, in the store''s time zone: of a bought line its cart''s, of a row of an order its own.';
COMMENT ON COLUMN sales.at IS 'UTC: when it happened; origin says where the time comes from.';
COMMENT ON COLUMN sales.action IS 'sale or return.';
COMMENT ON COLUMN sales.cause IS 'What made the row: order, edit, refund or cancellation.';
COMMENT ON COLUMN sales.item IS 'product, fee, shipping, gift_card, tip, duty or adjustment.';
COMMENT ON COLUMN sales.product_id IS 'The product (products.product_id), which may be unknown; NULL where the row has none.';
COMMENT ON COLUMN sales.category IS 'Latest category of the product; unknown where there is no product, or it has none.';
COMMENT ON COLUMN sales.city IS 'City of the order where it states one, else the latest of the customer; Unknown where there is neither.';
COMMENT ON COLUMN sales.quantity IS 'Units, 3 decimals, 0 or less in a return; 0 where nothing is counted.';
COMMENT ON COLUMN sales.gross IS
  'Price times quantity before discounts, without tax, in the store''s currency, 7 decimals; negative where it came back, 0 where the '
  'price is not known.';
COMMENT ON COLUMN sales.discount IS 'What of gross was taken off, with its sign, in the store''s currency, 4 decimals.';
COMMENT ON COLUMN sales.tax IS 'Tax on top, with the sign of gross, in the store''s currency, 4 decimals; 0 where purchases are simulated.';
COMMENT ON COLUMN sales.net IS 'Gross less discount, in the store''s currency, 7 decimals.';
COMMENT ON COLUMN sales.origin IS 'Where the purchase comes from: observed (the shop states it) or simulated (drawn at a rate).';
COMMENT ON COLUMN sales.store_id IS 'Number of the store (stores.store_id).';
COMMENT ON COLUMN sales.cart_id IS 'The cart (carts.cart_id).';
