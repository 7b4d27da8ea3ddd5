-- Held until the session ends: no migration may change the tables under a run.
SELECT pg_advisory_lock_shared(hashtextextended($1, 0))::text
