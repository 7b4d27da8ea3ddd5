using System.Text.Json.Nodes;
using EcommerceEtl.Tests.Worker.Sources.Vendure;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Changes;

/// <summary>A shop of the kind Vendure with five orders in three months, and the pipeline that reads it.</summary>
internal sealed class VendureBundle : IAsyncDisposable
{
    private static readonly string[] _made = ["2025-12-05", "2026-01-09", "2026-01-20", "2026-02-03", "2026-02-27"];

    private ScriptedShop _shop = null!;

    public VendureDouble Shop { get; } = new();

    public PipelineBundle Pipeline { get; } = new() { ChunkBits = 1 };

    /// <summary>What the shop has once it is served.</summary>
    public List<JsonObject> Orders { get; } = [];

    /// <summary>How long the shop takes for an answer, as the worker measures it.</summary>
    public TimeSpan AnswersAfter { get; set; }

    public static async Task<VendureBundle> StartAsync()
    {
        var bundle = new VendureBundle();
        bundle._shop = await ScriptedShop.OnAsync("/admin-api", async context =>
        {
            bundle.Pipeline.Clock.Ahead += bundle.AnswersAfter;
            context.Response.Headers.Date = bundle.Pipeline.Clock.Now.ToString("r", CultureInfo.InvariantCulture);
            await bundle.Shop.AnswerAsync(context);
        });
        bundle.Pipeline.Store = new StoreOptions
        {
            Name = "shop",
            Kind = "Vendure",
            BaseUrl = bundle._shop.Url,
            Token = VendureDouble.Key,
            PageSize = 2,
            RequestsPerSecond = 1000,
        };
        foreach (var day in _made)
            bundle.Sell(day);
        bundle.Serve();
        return bundle;
    }

    /// <summary>Adds an order, N1 and so on.</summary>
    public void Sell(string day)
    {
        var order = SampleOrder.New();
        var number = Orders.Count + 1;
        (order["id"], order["code"]) = ($"{number}", $"N{number}");
        (order["createdAt"], order["orderPlacedAt"], order["updatedAt"]) =
            ($"{day}T11:00:00.000Z", $"{day}T12:00:00.000Z", $"{day}T12:00:01.000Z");
        Orders.Add(order);
    }

    public void Serve() => Shop.With("orders", [.. Orders.Select(order => order.ToJsonString())]);

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await Pipeline.DisposeAsync();
    }
}
