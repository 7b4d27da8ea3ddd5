namespace EcommerceEtl.Tests.Worker.Telemetry;

/// <summary>Every metric of the worker's own: what boards and alerts rely on.</summary>
internal static class MetricTable
{
    public static readonly (string Name, string Type, string[] Labels)[] Rows =
    [
        ("etl_runs_total", "counter", ["store", "outcome", "trigger", "error_code"]),
        ("etl_run_duration_seconds", "histogram", ["store", "outcome"]),
        ("etl_stage_duration_seconds", "histogram", ["store", "stage"]),
        ("etl_run_in_progress", "gauge", ["store"]),
        ("etl_run_last_outcome", "gauge", ["store", "outcome"]),
        ("etl_run_last_success_timestamp_seconds", "gauge", ["store"]),
        ("etl_run_last_completion_timestamp_seconds", "gauge", ["store"]),
        ("etl_schedule_next_fire_timestamp_seconds", "gauge", ["store"]),
        ("etl_schedule_last_due_timestamp_seconds", "gauge", ["store"]),
        ("etl_schedule_misfires_total", "counter", ["store"]),
        ("etl_rows_extracted_total", "counter", ["store", "entity"]),
        ("etl_rows_loaded_total", "counter", ["store", "entity", "operation"]),
        ("etl_rows_rejected_total", "counter", ["store", "entity", "reason"]),
        ("etl_lines_unpriced", "gauge", ["store"]),
        ("etl_source_retries_total", "counter", ["store", "entity", "reason"]),
        ("etl_source_response_bytes_total", "counter", ["store", "entity"]),
        ("etl_reconciliation_difference", "gauge", ["store", "measure"]),
        ("etl_data_newest_event_timestamp_seconds", "gauge", ["store"]),
        ("etl_quarantine_records", "gauge", ["store", "entity"]),
        ("etl_source_elements", "gauge", ["store", "entity"]),
        ("etl_landed_elements", "gauge", ["store", "entity"]),
        ("etl_warehouse_elements", "gauge", ["store", "entity"]),
        ("etl_complete_since_timestamp_seconds", "gauge", ["store", "entity"]),
        ("etl_order_difference", "gauge", ["store"]),
        ("etl_landing_bytes", "gauge", ["store"]),
        ("etl_landing_free_bytes", "gauge", []),
        ("etl_store_configured", "gauge", ["store"]),
        ("etl_build_info", "gauge", ["version"]),
    ];
}
