-- The views' texts as PostgreSQL keeps them.
SELECT 'view ' || c.relname || chr(10) || pg_get_viewdef(c.oid, true) AS line
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
