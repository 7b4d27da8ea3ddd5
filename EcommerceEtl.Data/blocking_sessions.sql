-- The sessions that keep the backend $1 waiting for a lock, be it an advisory one or that of a table. Who is no superuser learns of other
-- roles' sessions only the role and the application, not since when they are there.
SELECT pid, coalesce(usename::text, ''), coalesce(application_name, ''), backend_start
FROM pg_stat_activity
WHERE pid = ANY (pg_blocking_pids($1))
ORDER BY pid
