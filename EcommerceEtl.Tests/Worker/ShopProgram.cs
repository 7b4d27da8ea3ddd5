using EcommerceEtl.Tests.Orders;
using EcommerceEtl.Worker;
using EcommerceEtl.Worker.Pipeline;
using EcommerceEtl.Worker.Settings;
using EcommerceEtl.Worker.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EcommerceEtl.Tests.Worker;

/// <summary>One run of each configured store by the real pipeline, with the tests' kinds of shops among the kinds. So rows can be made by
/// another process, under another language and time zone, or one that is killed. Whatever the shop has lost is accepted.</summary>
internal static class ShopProgram
{
    private static readonly string[] Kinds = ["TextShop", "OrderShop"];

    /// <param name="args">The time of the runs, ISO 8601; settings come from the environment.</param>
    /// <returns>0 if all runs succeeded.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), Kinds);
        var clock = new SetClock(DateTimeOffset.Parse(args[0], CultureInfo.InvariantCulture));
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddWorker(settings)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(provider => new SourceFactory(
                provider.GetRequiredService<IHttpClientFactory>(), settings.Http, clock,
                provider.GetRequiredService<ILogger<SourceFactory>>(),
                ShopKinds.All.Add("TextShop", (_, client) => new TextShop(client))
                    .Add("OrderShop", (_, client) => new OrderShop(client))))
            .BuildServiceProvider();
        Console.Out.WriteLine($"{CultureInfo.CurrentCulture.Name} {TimeZoneInfo.Local.Id}");
        var worst = 0;
        foreach (var store in settings.Stores)
        {
            var run = await services.GetRequiredService<EtlRun>()
                .ExecuteAsync(new RunRequest(store, RunTrigger.Manual) { AcceptShrink = true }, null, CancellationToken.None);
            Console.Out.WriteLine($"{store.Name} {run.Outcome} {run.Error}");
            if (run.Outcome != RunOutcome.Succeeded)
                worst = 1;
        }
        return worst;
    }
}
