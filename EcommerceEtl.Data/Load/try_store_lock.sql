SELECT pg_try_advisory_lock(hashtextextended('ecommerce-etl store ' || $1, 0))
