using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources.Http;

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
                if (claim.Request is { Window: { } window, Replay: null } && extracted.Snapshot.IsWindow)
                    await BackfillAnswer.CheckAsync(extracted, window, token);
                return await SnapshotCounts.ReadAsync(extracted, token);
            },
            cancellationToken);
        var difference = await SnapshotDifference.FindAsync(extracted, cancellationToken);
        var shrink = await new SnapshotGate(extracted, counts, difference, settings.MaxShrink(claim.Request.Store))
            .PassAsync(cancellationToken);
        return new Accepted(extracted, counts, difference, shrink);
    }
}

/// <summary>Compares the answer to a backfill with the days that were asked for. A shop that does not know the filter answers with
/// everything, as if it had been asked for that.</summary>
internal static class BackfillAnswer
{
    /// <summary>Fails if a cart lies outside the window. A cart whose date cannot be read shows nothing, and is rejected later like any
    /// other. The shop filters by days in UTC; one that filters by the days of the store's own zone is right as well.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.UnexpectedPayload"/>, naming the window and what was sent.</exception>
    public static async Task CheckAsync(Extracted extracted, ExtractWindow window, CancellationToken cancellationToken)
    {
        var (claim, mapping) = (extracted.Claim, extracted.Mapping);
        await foreach (var chunk in extracted.Landing.ReadChunksAsync(extracted.Snapshot, Entity.Carts, cancellationToken))
        {
            foreach (var element in new NdjsonLines(chunk))
            {
                if (claim.Source.MapCart(element.Span, mapping).Record is not { } cart
                    || window.Holds(cart.PlacedAt)
                    || window.Holds(TimeZoneInfo.ConvertTimeFromUtc(cart.PlacedAt, claim.Rules.TimeZone)))
                    continue;
                throw new EtlException(
                    ErrorCode.UnexpectedPayload,
                    $"Store '{claim.Identity.Name}': the shop was asked for the carts of {window} and sent "
                    + $"one of {cart.PlacedAt:yyyy-MM-dd HH:mm:ss}Z, so it does not filter by date. Nothing was changed. Run without "
                    + "--from and --to, which reads all carts, or look whether Stores:N:BaseUrl and Kind are those of this shop.");
            }
        }
    }
}
