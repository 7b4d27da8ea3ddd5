-- present_only: a rejected element; its last good version stays and counts as present.
CREATE TEMPORARY TABLE incoming_customers (user_id bigint NOT NULL, source_id text, city text, present_only boolean NOT NULL) ON COMMIT DROP
