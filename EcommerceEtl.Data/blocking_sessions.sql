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
