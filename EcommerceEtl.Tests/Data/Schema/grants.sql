-- Every right that somebody other than the owner has on the schema's things, one line a grantee and thing.
SELECT 'grant ' || CASE WHEN grantee = 0 THEN 'public' ELSE grantee::regrole::text END || ' on ' || thing || ' '
  || string_agg(privilege_type, ', ' ORDER BY privilege_type) AS line
FROM (
  SELECT c.relname::text AS thing, c.relowner AS owner, (aclexplode(c.relacl)).*
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'S')
  UNION ALL
  SELECT c.relname || '.' || a.attname, c.relowner, (aclexplode(a.attacl)).*
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL
  SELECT p.proname, p.proowner, (aclexplode(p.proacl)).*
  FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace
) rights
WHERE grantee <> owner
GROUP BY grantee, thing
