using EcommerceEtl.Worker.Pipeline;

namespace EcommerceEtl.Tests.Model;

/// <summary>
/// A shop, the real pipeline and the model side by side. Every run is made twice, in the database and in the model, and afterwards all
/// that is stored is compared.
/// </summary>
internal sealed class ModelSession : IAsyncDisposable
{
    private ModelSession(TestServer? server)
    {
        Pipeline = new PipelineBundle(server: server) { ChunkBits = 1 };
        Edits = new ShopEdits(Shop);
        Warehouse = new ReferenceWarehouse { Rules = new ReferenceRules("fakestore", "ecommerce", 0.6m, 0.5m, "UTC") };
        Serve(null);
    }

    public ShopState Shop { get; } = ShopState.Empty();

    public ShopEdits Edits { get; }

    public PipelineBundle Pipeline { get; }

    public ReferenceWarehouse Warehouse { get; }

    public ReferenceLedger Ledger { get; } = new();

    /// <summary>What was done so far, a line each.</summary>
    public List<string> Log { get; } = [];

    public DateTime Now => Pipeline.Clock.Now.UtcDateTime;

    /// <summary>Opens a random shop before an empty database, at a random time of the last years.</summary>
    /// <param name="seed">All choices.</param>
    /// <param name="size">See <see cref="ShopEdits.Open"/>.</param>
    /// <param name="server">Where the database is made; null for the test run's one server.</param>
    public static ModelSession Open(int seed, int size = 1, TestServer? server = null)
    {
        var session = new ModelSession(server);
        var r = new Random(seed);
        session.Pipeline.Clock.Now = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)
            .AddMilliseconds(r.NextInt64(1000L * 86_400 * 365 * 4));
        session.Edits.Open(r, session.Now, size);
        return session;
    }

    /// <summary>Puts something between pipeline and shop, or takes it away again.</summary>
    public void Serve(Func<Microsoft.AspNetCore.Http.HttpContext, Task>? instead) => Pipeline.Shop.Instead = instead ?? Shop.AnswerAsync;

    /// <summary>A run of the pipeline and of the model.</summary>
    /// <param name="label">For the log.</param>
    /// <param name="adjust">Changes the request.</param>
    /// <param name="failure">The error code the run must fail with before it gets to the gate; null if nothing is in its way.</param>
    /// <param name="landed">True if a failure comes only after the snapshot was accepted.</param>
    /// <param name="progress">Told where the run is.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task RunAsync(
        string label, Func<RunRequest, RunRequest>? adjust = null, string? failure = null, bool landed = false,
        Action<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var sample = adjust?.Invoke(new RunRequest(Pipeline.Settings.Stores[0], RunTrigger.Manual))
            ?? new RunRequest(Pipeline.Settings.Stores[0], RunTrigger.Manual);
        var startedAt = Milliseconds(Now.AddMinutes(1));
        if (sample.Replay is { } choice && Unreplayable(choice) is { } reason)
        {
            await RefuseAsync(label, reason, adjust, progress, cancellationToken);
            return;
        }
        var (snapshot, expected) = sample.Replay is { } replay
            ? Replay(replay, startedAt)
            : (new LandedSnapshot(startedAt, 0, true, Shop.Copy()), failure is null || landed
            ? Ledger.Refusal(Shop, startedAt, startedAt, sample.AcceptShrink) : failure);
        expected ??= failure;

        var run = await Pipeline.RunAsync(adjust, progress, cancellationToken);
        Log.Add($"{label}: run {run.RunId} at {run.StartedAt:yyyy-MM-ddTHH:mm:ss.fffZ} {SnakeCase.Of(run.Outcome)} "
            + $"{(run.Error is { } error ? SnakeCase.Of(error.Code) : "")}");

        var runId = run.RunId ?? throw new ModelMismatchException($"{label}: the run has no number: {run.Error}");
        Ledger.MarkAbandoned();
        Ledger.Runs[runId] = expected switch { null => "succeeded|-", "cancelled" => "cancelled|cancelled", _ => $"failed|{expected}" };
        if (sample.Replay is null && (failure is null || landed))
            Ledger.Landed.Add(snapshot! with { RunId = runId, Accepted = expected != "suspicious_snapshot" });
        if (expected is null)
        {
            var shrunk = (sample.AcceptShrink || sample.Replay is { Force: true }) && Ledger.HasShrunk(snapshot!.Shop, startedAt);
            var counts = Load(snapshot!, runId, startedAt, shrunk);
            WarehouseComparison.Same($"{label}: reported counts", counts.Select(count => count.ToString()),
                run.Entities.Select(entity => Reported(entity).ToString()));
        }
        if (run.StartedAt != startedAt)
            throw new ModelMismatchException($"{label}: started at {run.StartedAt:O}, the clock said {startedAt:O}");
        await CompareAsync(label, run);
    }

    /// <summary>A replay of what cannot be replayed is no run: nothing changes, not even the ledger.</summary>
    private async Task RefuseAsync(
        string label, string reason, Func<RunRequest, RunRequest>? adjust, Action<RunProgress>? progress,
        CancellationToken cancellationToken)
    {
        var run = await Pipeline.RunAsync(adjust, progress, cancellationToken);
        Log.Add($"{label}: refused, {reason}");
        if (run.RunId is not null || run.Error is null || SnakeCase.Of(run.Error.Code) != reason)
            throw new ModelMismatchException(
                $"{label}: expected a refusal ({reason}) that is no run, got run {run.RunId} {run.Outcome}: {run.Error}");
        await CompareAsync(label, run);
    }

    /// <summary>Loads a snapshot into the model.</summary>
    public ReferenceCounts[] Load(LandedSnapshot snapshot, long runId, DateTime startedAt, bool acceptedShrink)
    {
        var before = ReferenceFigures.Of(Warehouse);
        var counts = Warehouse.Load(snapshot.Shop, snapshot.TakenAt, runId);
        if (Ledger.LastTakenAt is { } last)
        {
            var seen = last > snapshot.TakenAt ? last : snapshot.TakenAt;
            Ledger.Restated.AddRange(before.Restated(ReferenceFigures.Of(Warehouse), seen, Warehouse.Rules.Zone)
                .Select(row => $"{runId}|{row}"));
        }
        Ledger.Succeeded(startedAt, snapshot.TakenAt, acceptedShrink, counts);
        return counts;
    }

    /// <summary>Compares database and model.</summary>
    public async Task CompareAsync(string label, RunSummary? run = null)
    {
        try
        {
            await WarehouseComparison.CompareAsync(Pipeline.Database, Warehouse, Ledger);
        }
        catch (ModelMismatchException difference)
        {
            throw new ModelMismatchException(
                $"After {label}: {difference.Message}{(run?.Error is { } error ? $"\nThe run's error: {error}" : "")}");
        }
    }

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    /// <summary>Why a replay is refused before it begins; null if it begins.</summary>
    private string? Unreplayable(ReplayOf replay) =>
        Ledger.Replayable(replay.RunId) is not { } snapshot ? "landing_unavailable"
        : !replay.Force && Ledger.LastTakenAt > snapshot.TakenAt ? "suspicious_snapshot"
        : null;

    private (LandedSnapshot? Snapshot, string? Failure) Replay(ReplayOf replay, DateTime startedAt)
    {
        var snapshot = Ledger.Replayable(replay.RunId)!;
        return (snapshot, Ledger.Refusal(snapshot.Shop, snapshot.TakenAt, startedAt, replay.Force));
    }

    private static ReferenceCounts Reported(EntityCounts e) => new(
        SnakeCase.Of(e.Entity), e.Extracted, e.Duplicates, e.Inserted, e.Updated, e.Unchanged, e.Removed, e.Rejected, e.Unpriced, e.Live);

    private static DateTime Milliseconds(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
}
