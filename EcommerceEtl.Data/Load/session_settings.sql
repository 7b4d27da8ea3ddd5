-- How a silent or vanished holder of the store's lock is noticed, and by whom. $1 is Database:SessionTimeout in milliseconds.
SELECT
  set_config('client_connection_check_interval', '1s', false),
  set_config('tcp_keepalives_idle', '15', false),
  set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false),
  set_config('tcp_user_timeout', '30s', false),
  set_config('lock_timeout', '30s', false),
  set_config('idle_in_transaction_session_timeout', $1, false),
  set_config('idle_session_timeout', $1, false),
  set_config('TimeZone', 'UTC', false)
