using System.CommandLine;
using EcommerceEtl.Worker.Checks;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Output;
using EcommerceEtl.Worker.Scheduling;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Commands;

/// <summary><c>check</c>: whether a run would succeed, and if not, what to do; a line for each thing looked at. Changes nothing.</summary>
internal static class CheckCommand
{
    private const int Fires = 5;

    public static Command Create()
    {
        var deep = new Option<bool>("--deep") { Description = "Also look at every row of the warehouse: what must always hold of it." };
        return new Command(
            "check", "Looks whether a run would succeed: settings, database, landing zone, shops, schedule. Changes nothing.")
        { deep }.Runs(async call =>
        {
            List<CheckResult> findings = [];
            var report = findings.Add;
            if (!call.Json)
                report += Print;
            await RunAsync(call, call.Value(deep), report);
            var well = findings.TrueForAll(finding => finding.Well);
            if (call.Json)
                JsonOutput.Write(new { Well = well, Findings = findings });
            return well ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static async Task RunAsync(CommandCall call, bool deep, Action<CheckResult> report)
    {
        var (settings, clock) = (call.Settings, call.Get<TimeProvider>());
        // No retries: an operator waits for the answer.
        using var sources = new SourceFactory(
            call.Get<IHttpClientFactory>(), settings.Http with { Retries = 0 }, clock, call.Get<ILogger<SourceFactory>>(), ShopKinds.All);
        // With wrong settings, which are all listed, the command ends before this line.
        report(new CheckResult("settings", true, $"{Counted.Of(settings.Stores.Length, "store")}; `config` shows what is in force"));
        Twins(settings.Stores, report);
        foreach (var store in settings.Stores)
            report(Schedule(store, clock.GetUtcNow()));
        await new LandingCheck(settings, call.Get<LandingZone>(), clock).RunAsync(report, call.Token);
        await using var session = await new DatabaseChecks(settings, sources).RunAsync(report, call.Token);
        foreach (var store in settings.Stores)
            await new SourceCheck(settings, sources, clock).RunAsync(store, report, call.Token);
        if (deep && session is not null)
            await DeepCheck.RunAsync(session, report, call.Token);
    }

    private static void Twins(IEnumerable<StoreOptions> stores, Action<CheckResult> report)
    {
        foreach (var twins in stores.GroupBy(store => (store.Address(), store.Currency)).Where(same => same.Count() > 1))
        {
            report(CheckResult.Warning(
                $"store {twins.Last().Name}",
                $"{string.Join(" and ", twins.Select(store => store.Name))} are one shop: the address {twins.Key.Item1} in "
                + $"{twins.Key.Currency}. In figures over all stores it is counted twice"));
        }
    }

    private static CheckResult Schedule(StoreOptions store, DateTimeOffset now)
    {
        var due = new DueTimes(store);
        List<string> fires = [];
        for (var next = due.Next(now); next is { } time && fires.Count < Fires; next = due.Next(time))
            fires.Add(time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        return fires.Count > 0
            ? new CheckResult($"schedule {store.Name}", true, $"{store.Cron}: next at {string.Join(", ", fires)} UTC")
            : new CheckResult($"schedule {store.Name}", false, $"{store.Cron} is never due again. Correct Stores:N:Cron.");
    }

    private static void Print(CheckResult finding) => Page.Out.Line(
        $"{(finding.Doubtful ? "warn" : finding.Well ? "ok  " : "FAIL")}  {finding.Subject}: {finding.Says}", hanging: 6);
}
