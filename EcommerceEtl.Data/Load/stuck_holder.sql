-- The backend that holds the store's lock, if it has been waiting for its client in the middle of a statement for longer than $2: no time-out of the
-- server ends a COPY whose client was stopped.
SELECT a.pid, a.query_start
FROM pg_locks l
JOIN pg_stat_activity a USING (pid)
CROSS JOIN hashtextextended('ecommerce-etl store ' || $1, 0) AS k(key)
WHERE l.locktype = 'advisory'
  AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.classid::bigint = (k.key >> 32) & 4294967295
  AND l.objid::bigint = k.key & 4294967295
  AND l.objsubid = 1
  AND a.state = 'active'
  AND a.wait_event = 'ClientRead'
  AND a.query_start < clock_timestamp() - $2
