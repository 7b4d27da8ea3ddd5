using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Soak;

/// <summary>
/// Some hundred or, by <c>ECOMMERCE_ETL_SOAK</c>, some thousand hourly runs of one worker on a shop whose carts change from run to run:
/// what it holds after a year is what it held after its first weeks.
/// </summary>
public sealed class SoakTests
{
    private const int CartCount = 500;

    private const int RetentionDays = 2;

    /// <summary>A sample a day, always at the same hour: the landing zone is cleaned once a day.</summary>
    private const int Every = 24;

    [Test]
    public async Task Memory_threads_connections_and_files_stay_what_they_were()
    {
        var runs = TestProgram.Number("ECOMMERCE_ETL_SOAK", 144);
        await using var pipeline = new PipelineBundle();
        var shop = pipeline.Shop;
        shop.Carts = new JsonArray([.. Enumerable.Range(1, CartCount).Select(id => (JsonNode)Cart(id, id * 37))]);
        var edition = 1;
        shop.Before = context =>
        {
            if (context.Request.Path == "/carts")
                for (var edits = 0; edits < 5; edits++)
                    shop.Carts[(++edition * 37) % CartCount] = Cart(1 + edition * 37 % CartCount, edition);
            return false;
        };
        var temporary = Directory.CreateTempSubdirectory("soak-");
        var settings = pipeline.Variables();
        settings["Stores__0__Cron"] = "0 0 * * * ?";
        settings["Landing__RetentionDays"] = RetentionDays.ToString(CultureInfo.InvariantCulture);
        settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ChildProcess.FreePort()}";
        settings["Logging__LogLevel__Default"] = "Warning";
        settings["TMPDIR"] = temporary.FullName;
        string[] command =
        [
            WorkerProgram.Host, "exec", "--runtimeconfig", Here("EcommerceEtl.Worker.runtimeconfig.json"),
            "--depsfile", Here("EcommerceEtl.Tests.deps.json"), Here("EcommerceEtl.Tests.dll"),
            TestProgram.Soak, runs.ToString(CultureInfo.InvariantCulture), Every.ToString(CultureInfo.InvariantCulture),
        ];
        List<SoakSample> samples = [];
        await using (var worker = ChildProcess.Start(command, settings, input: null))
        {
            var clock = TimeProvider.System;
            var since = clock.GetTimestamp();
            while (samples.Count < runs / Every)
            {
                var line = await worker.LineAsync($"sample {(samples.Count + 1) * Every} ");
                samples.Add(await SoakSample.TakeAsync(line, clock.GetElapsedTime(since) / Every, pipeline, temporary.FullName));
                since = clock.GetTimestamp();
                await worker.Input.WriteLineAsync();
            }
            Assert.That((await worker.ExitAsync()).Code, Is.Zero, worker.Log);
        }
        temporary.Delete(recursive: true);

        await TestContext.Out.WriteLineAsync(SoakSample.Table(samples));
        await pipeline.Database.GivesAsync("SELECT outcome, count(*) >= 1, count(DISTINCT slot) = count(*) FROM etl_runs GROUP BY 1",
            ["succeeded|true|true"]);
        await pipeline.Database.HoldsAsync();
        // Until the first cleaning has come and the code that runs often has been compiled, it grows.
        Assert.That(SoakSample.Growth([.. samples.Skip(Math.Max(RetentionDays + 1, samples.Count / 5))]), Is.Empty);
    }

    private static string Here(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static JsonObject Cart(int id, int edition) => new()
    {
        ["id"] = id,
        ["userId"] = 1 + id % 10,
        ["date"] = "2026-01-01T00:00:00Z",
        ["products"] = new JsonArray(new JsonObject { ["productId"] = 1 + id % 20, ["quantity"] = 1 + edition % 499 }),
    };
}
