-- Held to the end of the transaction: two new stores must not get the same number.
SELECT pg_advisory_xact_lock(hashtextextended('ecommerce-etl store ids', 0))::text
