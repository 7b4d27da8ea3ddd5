-- name: backend
SELECT pg_backend_pid()

-- name: blocking_sessions
-- The sessions that keep the backend $1 waiting for a lock, be it an advisory one or that of a table. Who is no superuser learns of other
-- roles' sessions only the role and the application, not since when they are there.
SELECT pid, coalesce(usename::text, ''), coalesce(application_name, ''), backend_start, NULL::text
FROM pg_stat_activity
WHERE pid = ANY (pg_blocking_pids($1))
UNION ALL
-- A transaction that was prepared for a commit in two phases keeps its locks without a process. Among them is the one on its own number.
SELECT DISTINCT 0, prepared.owner::text, '', prepared.prepared, prepared.gid
FROM pg_locks wanted
JOIN pg_locks held
  ON held.locktype = wanted.locktype
  AND (held.database, held.relation, held.classid, held.objid, held.objsubid, held.transactionid)
    IS NOT DISTINCT FROM (wanted.database, wanted.relation, wanted.classid, wanted.objid, wanted.objsubid, wanted.transactionid)
JOIN pg_locks number ON number.locktype = 'transactionid' AND number.pid IS NULL AND number.virtualtransaction = held.virtualtransaction
JOIN pg_prepared_xacts prepared ON prepared.transaction = number.transactionid
WHERE wanted.pid = $1
  AND NOT wanted.granted
  AND held.granted
  AND held.pid IS NULL
  AND 0 = ANY (pg_blocking_pids($1))
ORDER BY 1

-- name: cancel_backend
SELECT pg_cancel_backend($1)

-- name: every_session
-- What every session of this program sets for itself.
-- Compiling takes the server longer than most statements, and it decides by guesses about tables that are too small to be analysed.
-- Time-outs of the role or of the database are meant for other programs: a run and a migration have their own ends. A name that this
-- version of the server does not know is left out (transaction_timeout came with PostgreSQL 17).
SELECT set_config(name, value, false)
FROM (VALUES
  ('jit', 'off'),
  ('statement_timeout', '0'),
  ('lock_timeout', '0'),
  ('transaction_timeout', '0'),
  ('idle_in_transaction_session_timeout', '0'),
  ('idle_session_timeout', '0')
) AS wanted (name, value)
WHERE current_setting(name, true) IS NOT NULL

-- name: holds_store_lock
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

-- name: session_settings
-- How a silent or vanished holder of the store's lock is noticed, and by whom. $1 is Database:SessionTimeout in milliseconds.
SELECT
  set_config('client_connection_check_interval', '1s', false),
  set_config('tcp_keepalives_idle', '15', false),
  set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false),
  set_config('tcp_user_timeout', '30s', false),
  set_config('lock_timeout', '30s', false),
  set_config('idle_in_transaction_session_timeout', $1, false),
  set_config('idle_session_timeout', $1, false),
  set_config('TimeZone', 'UTC', false)

-- name: store_lock_holder
-- The session that holds the lock of the store $1; no row if nobody does. About the key's halves see holds_store_lock.
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

-- name: stuck_holder
-- The backend that holds the store's lock, if it has been waiting for its client in the middle of a statement for longer than $2: no
-- time-out of the server ends a COPY whose client was stopped.
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

-- name: try_store_lock
SELECT pg_try_advisory_lock(hashtextextended('ecommerce-etl store ' || $1, 0))
