-- Three years of hourly runs in the ledger, as a worker leaves them behind: every fiftieth failed, one a day restated a day of the week
-- before.
INSERT INTO etl_runs (store_id, trigger, outcome, started_at, finished_at, extract_ms, load_ms, worker_version, error_code, error)
SELECT
  1, 'schedule', CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'succeeded' END, at, at + interval '9 s', 5000, 4000, '1',
  CASE WHEN n % 50 = 0 THEN 'source_error' END, CASE WHEN n % 50 = 0 THEN 'The shop answered 500.' END
FROM generate_series(1, 1096 * 24) n
CROSS JOIN LATERAL (SELECT timestamptz '2023-01-01 00:00Z' + interval '1 hour' * (n - 1)) started (at);

INSERT INTO etl_run_entities
SELECT r.run_id, e.entity, e.live, 0, 0, 0, e.live, 0, 0, 0, e.live, 1000000, '{}'
FROM etl_runs r
CROSS JOIN (VALUES ('products', 5000), ('customers', 200000), ('carts', 2000000)) AS e (entity, live)
WHERE r.outcome = 'succeeded';

INSERT INTO restatements
SELECT run_id, 1, started_at::date - 7, 900, 901, 500000, 500100, 'carts edited'
FROM etl_runs
WHERE outcome = 'succeeded' AND extract(hour FROM started_at) = 5;
