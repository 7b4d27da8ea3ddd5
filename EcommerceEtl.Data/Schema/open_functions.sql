-- Functions of PostgreSQL that everybody may execute unless somebody takes that away, and with which a viewer could stop others: advisory locks
-- are what keeps runs apart, large objects fill the disk without a right to any table, and one may end the other sessions of one's own role.
-- One statement a row that is still missing, grants first; no row where all is in order, or where there are no viewers.
WITH functions AS (
  SELECT oid, oid::regprocedure::text AS signature, coalesce(proacl, acldefault('f', proowner)) AS rights, proname LIKE 'pg%' AS used
  FROM pg_proc
  WHERE pronamespace = 'pg_catalog'::regnamespace
    AND proname ~ '^(pg_(try_)?advisory_.*|pg_(cancel|terminate)_backend|lo_.*|loread|lowrite)$'
    AND EXISTS (SELECT FROM pg_roles WHERE rolname IN ('grafana_reader', 'analyst'))
), users AS (
  -- Who runs loads or migrations: the database's owner, and whoever may write the ledger. A superuser needs no grant.
  SELECT oid, rolname
  FROM pg_roles
  WHERE NOT rolsuper
    AND (rolname = current_user AND has_schema_privilege('public', 'CREATE')
      OR oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
      OR oid IN (
        SELECT ledger.grantee
        FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) ledger
        WHERE c.oid = to_regclass('public.etl_runs') AND ledger.privilege_type = 'INSERT'))
)
SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', string_agg(f.signature, ', ' ORDER BY f.signature), u.rolname) AS statement
FROM functions f
CROSS JOIN users u
WHERE f.used AND NOT EXISTS (SELECT FROM aclexplode(f.rights) held WHERE held.grantee = u.oid)
GROUP BY u.rolname
UNION ALL
SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', string_agg(signature, ', ' ORDER BY signature))
FROM functions
WHERE EXISTS (SELECT FROM aclexplode(rights) held WHERE held.grantee = 0)
HAVING count(*) > 0
