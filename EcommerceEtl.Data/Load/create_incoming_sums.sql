CREATE TEMPORARY TABLE incoming_monthly_products (LIKE monthly_products) ON COMMIT DROP
