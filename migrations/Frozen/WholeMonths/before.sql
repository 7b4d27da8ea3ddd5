-- What goes back with this migration: the comments that functions had lost with their texts, and a column in its old place.
COMMENT ON FUNCTION funnel_days IS 'The days that a range of time touches in each store''s time zone, and the first of as many days before them. {__all__} stands for all stores.';
COMMENT ON FUNCTION funnel_parts IS 'The days of funnel_days in parts that monthly_products and cart_lines can be read by: whole months to add, days to add (sign 1) or to subtract (sign -1).';
COMMENT ON FUNCTION run_gaps IS 'What is missing of a run''s figures, one row a gap above 1 %: the share of an entity''s records that were rejected, and of the lines that have no price.';
ALTER TABLE source_state RENAME entity_hash TO entity_hash_before;
ALTER TABLE source_state RENAME run_id TO run_id_before;
ALTER TABLE source_state ADD cursor text, ADD entity_hash text, ADD run_id bigint;
UPDATE source_state SET entity_hash = entity_hash_before, run_id = run_id_before;
ALTER TABLE source_state
  DROP entity_hash_before, DROP run_id_before, ALTER entity_hash SET NOT NULL, ALTER run_id SET NOT NULL;
COMMENT ON COLUMN source_state.cursor IS 'Where the next answer is to begin, for kinds of shops that tell what changed; NULL for all others.';
COMMENT ON COLUMN source_state.entity_hash IS 'SHA-256 over the hashes of the entity''s landed chunks.';
COMMENT ON COLUMN source_state.run_id IS 'The run that wrote the row (etl_runs.run_id).';
