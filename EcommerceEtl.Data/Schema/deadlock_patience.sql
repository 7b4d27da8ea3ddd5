-- Of sessions that wait for each other the server ends the one that looks first whether they do, a while after it began to wait. A viewer
-- can see to it that this would be the migration. In this transaction it looks so late that the viewer has been ended before (LockWatch).
-- Only who may set this may have it so.
SELECT set_config('deadlock_timeout', '1min', true)
WHERE has_parameter_privilege('deadlock_timeout', 'SET')
