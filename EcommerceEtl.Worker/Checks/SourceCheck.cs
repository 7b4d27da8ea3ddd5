using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Checks;

/// <summary>Asks a shop once for all that a run would ask for, reads every element, and keeps nothing. A shop that says what it is and how
/// much it has is asked for that, and for its orders of the last days alone.</summary>
internal sealed class SourceCheck(WorkerSettings settings, SourceFactory sources, TimeProvider clock)
{
    public async Task RunAsync(StoreOptions store, Action<CheckResult> report, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchLanding(settings.Landing.Path, clock);
        var (source, now) = (sources.Create(store), clock.GetUtcNow().UtcDateTime);
        ShopFacts? facts = null;
        var reach = await CheckResult.OfAsync($"source {store.Name}", async () =>
        {
            facts = await ShopExtract.InTimeAsync(
                store.Name, settings.Http.RunDeadline, clock, source.DescribeAsync, cancellationToken);
            return facts is null ? "" : $"{store.Kind} at {store.Address()} {facts.Says}";
        });
        store = store.Completed(facts?.Currency, facts?.TimeZone);
        source = sources.Create(store);
        if (facts is not null || !reach.Well)
        {
            report(reach);
            if (facts is not null)
                await new ShopFactsCheck(settings, clock, source, store).RunAsync(facts, report, cancellationToken);
            return;
        }
        foreach (var entity in Entities.All)
        {
            var answered = false;
            report(await CheckResult.OfAsync($"source {store.Name}", async () =>
            {
                var counts = await ShopExtract.InTimeAsync(
                    store.Name, settings.Http.RunDeadline, clock,
                    token => AskAsync(scratch.Zone, source, store, entity, now, token), cancellationToken);
                answered = true;
                return Judge(entity, counts);
            }));
            // The next entity would most likely fail in the same way, and the shop may limit the number of requests.
            if (!answered)
                return;
        }
    }

    private static async Task<(long Accepted, long Rejected, string? First)> AskAsync(
        LandingZone zone, IShopSource source, StoreOptions store, Entity entity, DateTime now, CancellationToken cancellationToken)
    {
        var identity = new SnapshotIdentity(store.Name, source.Kind.Name, store.Address(), store.Currency, now, 0, null);
        await using var writer = zone.Begin(identity);
        await PageLanding.LandAsync(source, new Ask(entity), writer, cancellationToken);
        var context = new MappingContext(now, TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone));
        return await CountAsync(zone, writer.Complete(), source, entity, context, cancellationToken);
    }

    private static async Task<(long Accepted, long Rejected, string? First)> CountAsync(
        LandingZone zone, Snapshot snapshot, IShopSource source, Entity entity, MappingContext context, CancellationToken cancellationToken)
    {
        var (accepted, rejected, first) = (0L, 0L, (string?)null);
        await foreach (var chunk in zone.ReadChunksAsync(snapshot, entity, cancellationToken))
        {
            foreach (var element in new NdjsonLines(chunk))
            {
                var rejection = source.Judge(entity, element.Span, context);
                if (rejection is null)
                    accepted++;
                else
                    rejected++;
                first ??= rejection is null ? null : $"{SnakeCase.Of(rejection.Reason)} at {SafeText.Escape(rejection.Path)}";
            }
        }
        return (accepted, rejected, first);
    }

    private string Judge(Entity entity, (long Accepted, long Rejected, string? First) seen)
    {
        var says = FormattableString.Invariant($"{seen.Accepted + seen.Rejected:#,0} {SnakeCase.Of(entity)}");
        if (seen.Rejected == 0)
            return says;
        says += FormattableString.Invariant($", of which {seen.Rejected:#,0} cannot be used; the first has {seen.First}");
        return RejectShare.Exceeded(seen.Accepted, seen.Rejected, settings.Quality.MaxRejectShare)
            ? throw new EtlException(
                ErrorCode.TooManyRejects,
                $"{says}. A run would fail. Have the shop put right, look whether Kind and BaseUrl are those of this shop, or raise "
                    + "Quality:MaxRejectShare.")
            : says;
    }
}
