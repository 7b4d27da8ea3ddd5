-- Where chunks are named as loaded, the store has the carts and customers that they hold: one row for each accepted element, at most one
-- more for each rejected one, whose last good version stays, and nothing else.
SELECT s.name AS store, c.entity, c.accepted, c.rejected, f.found, c.lines, f.found_lines, c.gross_value, f.found_value
FROM (
  SELECT
    store_id, entity, sum(accepted) AS accepted, sum(rejected) AS rejected, sum(lines) AS lines, sum(gross_value) AS gross_value
  FROM loaded_chunks
  GROUP BY store_id, entity
) c
JOIN stores s ON s.store_id = c.store_id
JOIN (
  SELECT store_id, 'carts' AS entity, count(*) AS found, sum(lines) AS found_lines, sum(gross_value) AS found_value
  FROM carts
  GROUP BY store_id
  UNION ALL
  SELECT store_id, 'customers', count(*), 0, 0
  FROM customers
  GROUP BY store_id
) f ON f.store_id = c.store_id AND f.entity = c.entity
WHERE f.found < c.accepted
   OR f.found > c.accepted + c.rejected
   OR (c.rejected = 0 AND (f.found_lines, f.found_value) IS DISTINCT FROM (c.lines, c.gross_value))
