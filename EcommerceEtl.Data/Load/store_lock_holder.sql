-- The session that holds the lock of the store $1; no row if nobody does. About the key's halves see holds_store_lock.sql.
SELECT a.pid, coalesce(a.usename::text, ''), coalesce(a.application_name, ''), a.backend_start, NULL::text
FROM pg_locks l
JOIN pg_stat_activity a USING (pid)
CROSS JOIN hashtextextended('ecommerce-etl store ' || $1, 0) AS k(key)
WHERE l.locktype = 'advisory'
  AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.classid::bigint = (k.key >> 32) & 4294967295
  AND l.objid::bigint = k.key & 4294967295
  AND l.objsubid = 1
