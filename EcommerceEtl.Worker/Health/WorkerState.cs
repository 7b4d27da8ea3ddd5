namespace EcommerceEtl.Worker.Health;

/// <summary>Whether the worker has begun its schedule.</summary>
public sealed class WorkerState
{
    private volatile bool _started;

    /// <summary>True once the database was ready and the scheduler runs.</summary>
    public bool HasStarted => _started;

    public void Started() => _started = true;
}
