-- The bound on the temporary files of a viewer's session, which only a superuser may set or lift: one statement a row that is missing.
SELECT format('ALTER ROLE %I SET temp_file_limit = %L', viewer.role, viewer.most)
FROM (VALUES ('grafana_reader', '512MB'), ('analyst', '2GB')) AS viewer (role, most)
JOIN pg_roles r ON r.rolname = viewer.role
WHERE NOT EXISTS (
  SELECT
  FROM pg_db_role_setting s
  WHERE s.setrole = r.oid AND s.setdatabase = 0 AND 'temp_file_limit=' || viewer.most = ANY (s.setconfig))
ORDER BY viewer.role
