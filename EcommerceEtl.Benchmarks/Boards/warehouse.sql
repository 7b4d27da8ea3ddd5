-- A shop of bench.carts carts in the warehouse's own tables, as loads would have written it: 1 to 4 lines a cart, 5,000 products in 20
-- categories chosen by Zipf's law, 2,000 cities, one customer for ten carts and every twentieth cart a guest's, spread evenly over 2023 to
-- 2025 in order of id, 60 % of the lines added to the cart, half of these bought: 4.75 events a cart. No chance is in it: draws are hashes
-- of ids.
CREATE FUNCTION pg_temp.draw(thing bigint, salt bigint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT (hashint8extended(thing, salt) & 9007199254740991) / 9007199254740992.0::double precision $$;

CREATE FUNCTION pg_temp.placed(cart_id bigint) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT timestamptz '2023-01-01 00:00Z'
    + interval '1 s' * floor((cart_id - 1) * (1096 * 86400.0) / current_setting('bench.carts')::bigint)
$$;

INSERT INTO stores VALUES (1, 'bench', 'FakeStore', 'shop.example', 'USD', 'UTC', 'derived', 'simulated', 'simulated');
INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, worker_version)
VALUES (1, 'manual', 'succeeded', '2026-01-01 00:00Z', '2026-01-01 00:01Z', '1');

INSERT INTO products
SELECT 1, id, NULL, 'Product ' || id, 'category ' || floor(20 * pg_temp.draw(id, 1)), round((1 + 499 * pg_temp.draw(id, 2))::numeric, 2),
  NULL, NULL, '2026-01-01 00:00Z', NULL
FROM generate_series(1, 5000) id;

INSERT INTO customers
SELECT 1, id, NULL, 'City ' || floor(2000 * pg_temp.draw(id, 3))
FROM generate_series(1, greatest(1, current_setting('bench.carts')::bigint / 10)) id;

-- Product k is asked for about as often as 1 / k: 5001 to the power of an even draw.
INSERT INTO cart_lines
SELECT
  1, l.cart_id, l.line_no, l.product_id, l.quantity, p.price, (l.placed_at AT TIME ZONE 'UTC')::date,
  l.placed_at - interval '1 s' * (300 + floor(1501 * pg_temp.draw(l.line_id, 4))),
  CASE WHEN l.carted THEN l.placed_at END,
  CASE WHEN l.carted AND l.purchased THEN l.placed_at + interval '1 s' * (60 + floor(541 * pg_temp.draw(l.line_id, 5))) END
FROM (
  SELECT
    c.cart_id, n AS line_no, 4 * c.cart_id + n AS line_id, c.placed_at,
    least(5000, floor(power(5001, pg_temp.draw(4 * c.cart_id + n, 6))))::bigint AS product_id,
    1 + floor(5 * pg_temp.draw(4 * c.cart_id + n, 7)) AS quantity,
    pg_temp.draw(4 * c.cart_id + n, 8) < 0.6 AS carted,
    pg_temp.draw(4 * c.cart_id + n, 9) < 0.5 AS purchased
  FROM (
    SELECT cart_id, 1 + floor(4 * pg_temp.draw(cart_id, 10))::int AS lines, pg_temp.placed(cart_id) AS placed_at
    FROM generate_series(1, current_setting('bench.carts')::bigint) cart_id
  ) c
  CROSS JOIN LATERAL generate_series(1, c.lines) n
) l
JOIN products p ON p.store_id = 1 AND p.product_id = l.product_id
ORDER BY l.cart_id, l.line_no;

INSERT INTO carts
SELECT
  1, cart_id, NULL,
  CASE WHEN cart_id % 20 <> 0 THEN 1 + floor(greatest(1, current_setting('bench.carts')::bigint / 10) * pg_temp.draw(cart_id, 11)) END,
  pg_temp.placed(cart_id), day, true, bool_or(carted_at IS NOT NULL), bool_or(purchased_at IS NOT NULL), count(*),
  sum(quantity * unit_price), coalesce(sum(quantity) FILTER (WHERE purchased_at IS NOT NULL), 0),
  coalesce(sum(quantity * unit_price) FILTER (WHERE purchased_at IS NOT NULL), 0),
  md5(cart_id::text)::uuid, 1
FROM cart_lines
GROUP BY cart_id, day
ORDER BY cart_id;
