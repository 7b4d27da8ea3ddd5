-- The price of a product is that of its latest version.
SELECT s.name AS store, p.product_id, p.price, v.price AS latest, v.valid_from
FROM products p
JOIN stores s ON s.store_id = p.store_id
LEFT JOIN LATERAL (
  SELECT price, valid_from
  FROM product_prices
  WHERE store_id = p.store_id AND product_id = p.product_id
  ORDER BY valid_from DESC
  LIMIT 1
) v ON true
WHERE p.price IS DISTINCT FROM v.price
