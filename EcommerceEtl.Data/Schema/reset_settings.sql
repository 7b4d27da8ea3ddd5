-- A role may change its own settings, everywhere and in one database: one statement a row that undoes all of them.
SELECT format('ALTER ROLE %I RESET ALL', $1)
UNION ALL
SELECT format('ALTER ROLE %I IN DATABASE %I RESET ALL', $1, d.datname)
FROM pg_db_role_setting s
JOIN pg_database d ON d.oid = s.setdatabase
JOIN pg_roles r ON r.oid = s.setrole
WHERE r.rolname = $1
