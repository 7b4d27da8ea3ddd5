CREATE TEMPORARY TABLE incoming_rejections (
  entity text NOT NULL, record_key text NOT NULL, reason text NOT NULL, path text NOT NULL, payload text NOT NULL, payload_hash text NOT NULL,
  position bigint NOT NULL) ON COMMIT DROP
