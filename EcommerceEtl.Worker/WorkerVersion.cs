namespace EcommerceEtl.Worker;

/// <summary>The worker's own version, from the one place that states it (Directory.Build.props).</summary>
public static class WorkerVersion
{
    /// <summary>Such as <c>0.2.0</c>.</summary>
    public static string Text { get; } = typeof(WorkerVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
