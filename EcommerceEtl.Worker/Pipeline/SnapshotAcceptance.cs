namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Takes a run from stage 2 to stage 3: decides that its snapshot may be loaded.</summary>
internal sealed class SnapshotAcceptance(WorkerSettings settings, TimeProvider clock)
{
    /// <summary>Counts the snapshot, and compares it with what was asked for and with what the store had.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.SuspiciousSnapshot"/>, <see cref="ErrorCode.UnexpectedPayload"/>, or what
    /// reading the snapshot throws.</exception>
    public async Task<Accepted> AcceptAsync(Extracted extracted, CancellationToken cancellationToken)
    {
        var claim = extracted.Claim;
        var counts = await Heartbeat.DuringAsync(
            claim.Session, settings.Database.SessionTimeout, clock,
            async token =>
            {
                if (claim.Request is { Window: { } window, Replay: null })
                    await BackfillAnswer.CheckAsync(extracted, window, token);
                return await SnapshotCounts.ReadAsync(extracted, token);
            },
            cancellationToken);
        var shrink = await new SnapshotGate(extracted, counts, settings.MaxShrink(claim.Request.Store)).PassAsync(cancellationToken);
        return new Accepted(extracted, counts, shrink);
    }
}
