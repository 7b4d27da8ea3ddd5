SELECT entity, gap, missing, total, share, says
FROM run_gaps($1)
