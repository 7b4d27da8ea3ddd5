using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.TextIds;

/// <summary>Tests of the real pipeline on a shop whose ids are texts.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public abstract class TextShopTestCase
{
    protected ShopDouble Shop { get; private set; } = null!;

    protected PipelineBundle Pipeline { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Shop = await ShopDouble.StartAsync();
        Pipeline = new PipelineBundle(Shop);
        Pipeline.MoreKinds = Pipeline.MoreKinds.Add("TextShop", (_, client) => new TextShop(client));
        Pipeline.Settings = Pipeline.Settings with { Stores = [Store("alpha", Shop)] };
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Pipeline.DisposeAsync();
        await Shop.DisposeAsync();
    }

    protected static StoreOptions Store(string name, ShopDouble shop) => new() { Name = name, Kind = "TextShop", BaseUrl = shop.Url };

    protected Task<string[]> RowsAsync(string sql) => Pipeline.Database.RowsAsync(sql);

    protected Task GivesAsync(string sql, string[] rows, string? because = null) => Pipeline.Database.GivesAsync(sql, rows, because);
}
