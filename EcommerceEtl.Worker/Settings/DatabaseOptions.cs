namespace EcommerceEtl.Worker.Settings;

/// <summary>What the worker does about pending migrations when it starts.</summary>
public enum MigrateMode
{
    /// <summary>Applies them, under the exclusive schema lock.</summary>
    Apply,

    /// <summary>Refuses to run until somebody with the rights has applied them.</summary>
    Check,
}

/// <summary>Section <c>Database</c> and the connection string.</summary>
public sealed record DatabaseOptions
{
    /// <summary><c>ConnectionStrings:Warehouse</c>, required: an Npgsql connection string.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>Pending migrations: <c>apply</c> (default) or <c>check</c>.</summary>
    public MigrateMode Migrate { get; init; } = MigrateMode.Apply;

    /// <summary>How long a silent holder keeps the store's lock: at least 5 s, 1 min by default.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
