namespace EcommerceEtl.Worker.Health;

/// <summary>Whether the worker has begun its schedule.</summary>
public sealed class WorkerState
{
    private volatile bool _started;
    private volatile bool _runsMayBegin;

    /// <summary>True once the database was ready and the scheduler runs.</summary>
    public bool HasStarted => _started;

    /// <summary>True from just before the scheduler starts: from then on a run may be under way.</summary>
    public bool RunsMayBegin => _runsMayBegin;

    public void LetRunsBegin() => _runsMayBegin = true;

    public void Started() => _started = true;
}
