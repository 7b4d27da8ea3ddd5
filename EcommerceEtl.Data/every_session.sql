-- What every session of this program sets for itself.
-- Compiling takes the server longer than most statements, and it decides by guesses about tables that are too small to be analysed. Time-outs of the role
-- or of the database are meant for other programs: a run and a migration have their own ends.
-- A name that this version of the server does not know is left out (transaction_timeout came with PostgreSQL 17).
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
