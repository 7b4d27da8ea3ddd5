-- What stands around the orders of a shop that states them: 5,000 products in 20 categories, 2,000 cities, a customer for five orders.
INSERT INTO stores (
  store_id, name, kind, address, currency, time_zone, view_origin, cart_origin, purchase_origin, open_carts)
VALUES (1, 'bench', 'WooCommerce', 'https://shop.example', 'USD', 'UTC', 'none', 'derived', 'observed', 'checkouts');
INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
VALUES (1, 'manual', 'succeeded', '2026-01-01 00:00Z', '2026-01-01 00:01Z', '1');
INSERT INTO products
SELECT 1, id, NULL, 'Product ' || id, 'category ' || id % 20, 10, NULL, NULL, '2026-01-01 00:00Z', NULL
FROM generate_series(1, 5000) id;
INSERT INTO customers
SELECT 1, id, NULL, 'City ' || id % 2000
FROM generate_series(1, greatest(1, current_setting('bench.orders')::bigint / 5)) id
