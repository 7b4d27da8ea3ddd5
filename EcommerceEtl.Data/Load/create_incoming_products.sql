CREATE TEMPORARY TABLE incoming_products (LIKE products) ON COMMIT DROP
