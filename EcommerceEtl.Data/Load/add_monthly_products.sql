-- Adds differences to the sums of products in months. A sum that is there is changed, one that is not is new, one of which no line is left goes. The
-- INSERT is plain since ON CONFLICT would have the CHECKs refuse a difference below 0.
UPDATE monthly_products m SET
  lines = m.lines + by.lines,
  views = m.views + by.views,
  carts = m.carts + by.carts,
  purchases = m.purchases + by.purchases,
  unpriced = m.unpriced + by.unpriced,
  units = m.units + by.units,
  revenue = m.revenue + by.revenue
FROM incoming_monthly_products by
WHERE m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id;
INSERT INTO monthly_products
SELECT by.*
FROM incoming_monthly_products by
WHERE NOT EXISTS (SELECT FROM monthly_products m WHERE m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id)
ORDER BY by.store_id, by.month, by.product_id;
DELETE FROM monthly_products m
USING incoming_monthly_products by
WHERE m.store_id = by.store_id AND m.month = by.month AND m.product_id = by.product_id
  AND m.lines = 0;
TRUNCATE incoming_monthly_products
