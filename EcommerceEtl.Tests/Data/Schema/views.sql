-- The texts of views and functions as PostgreSQL keeps them.
SELECT 'view ' || c.relname || chr(10) || pg_get_viewdef(c.oid, true) AS line
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
UNION ALL
SELECT pg_get_functiondef(p.oid)
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace
