-- Whoever holds a store's lock marks dead runs before claiming its own: two running rows would be two holders.
SELECT s.name AS store, count(*) AS running, min(r.run_id) AS first, max(r.run_id) AS last
FROM etl_runs r
JOIN stores s ON s.store_id = r.store_id
WHERE r.outcome = 'running'
GROUP BY s.name
HAVING count(*) > 1
