-- Adds differences to the sums of products in months. The sums are worked out before the INSERT, since the table's CHECKs would refuse a difference below 0.
INSERT INTO monthly_products (store_id, month, product_id, lines, views, carts, purchases, unpriced, units, revenue)
SELECT
  $1, by.month, by.product_id, coalesce(m.lines, 0) + by.lines, coalesce(m.views, 0) + by.views, coalesce(m.carts, 0) + by.carts,
  coalesce(m.purchases, 0) + by.purchases, coalesce(m.unpriced, 0) + by.unpriced, coalesce(m.units, 0) + by.units,
  coalesce(m.revenue, 0) + by.revenue
FROM unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::numeric[], $10::numeric[])
  AS by (month, product_id, lines, views, carts, purchases, unpriced, units, revenue)
LEFT JOIN monthly_products m ON m.store_id = $1 AND m.month = by.month AND m.product_id = by.product_id
ON CONFLICT (store_id, month, product_id) DO UPDATE SET
  lines = excluded.lines,
  views = excluded.views,
  carts = excluded.carts,
  purchases = excluded.purchases,
  unpriced = excluded.unpriced,
  units = excluded.units,
  revenue = excluded.revenue
