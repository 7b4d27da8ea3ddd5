-- A version comes into force only where the price changes.
SELECT store, product_id, valid_from, price
FROM (
  SELECT s.name AS store, v.product_id, v.valid_from, v.price,
    lag(v.price) OVER (PARTITION BY v.store_id, v.product_id ORDER BY v.valid_from) AS before
  FROM product_prices v
  JOIN stores s ON s.store_id = v.store_id
) versions
WHERE price = before
