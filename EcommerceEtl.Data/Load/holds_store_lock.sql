-- True if this very backend holds the store's lock: a pooling proxy or a fail-over may have put another one in its place.
-- An advisory lock with one 64-bit key shows in pg_locks as its upper half (classid), its lower half (objid) and objsubid 1.
SELECT EXISTS (
  SELECT
  FROM pg_locks, hashtextextended('ecommerce-etl store ' || $1, 0) AS k(key)
  WHERE locktype = 'advisory'
    AND pid = pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid::bigint = (k.key >> 32) & 4294967295
    AND objid::bigint = k.key & 4294967295
    AND objsubid = 1
    AND granted)
