using System.Runtime.Versioning;
using EcommerceEtl.Tests.Worker.Sources.DummyJson;
using EcommerceEtl.Tests.Worker.Sources.Medusa;

namespace EcommerceEtl.Tests.Scripts;

/// <summary>Which shops <c>run.sh</c> loads: its own in two shapes, and others of any kind.</summary>
[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
internal sealed class RunScriptShopTests
{
    private readonly ScriptFolder _folder = new();
    private readonly Dictionary<string, string?> _environment;
    private readonly string _data;
    private TestDatabase _database = null!;

    public RunScriptShopTests()
    {
        _folder.BuiltAlready();
        _data = Path.Combine(_folder.Root, "data");
        _environment = _folder.Environment(("Http__Retries", "0"));
    }

    [SetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _environment["ConnectionStrings__Warehouse"] = _database.ConnectionString;
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await RunAsync("--reset", "--yes");
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task The_sample_shop_as_one_of_WooCommerce_has_gross_sales_and_returns()
    {
        var run = await RunAsync("--once", "--shop", "woocommerce");

        Assert.That(run.Code, Is.Zero, run.Everything);
        await _database.GivesAsync(
            "SELECT name, kind, (SELECT sum(gross) > 0 AND sum(returns) > 0 AND sum(tax) > 0 FROM daily_totals) FROM stores",
            ["sample-woocommerce|WooCommerce|true"]);
    }

    [Test]
    public async Task A_shop_of_another_kind_is_loaded_as_one_of_that_kind()
    {
        await using var shop = await new DummyJsonDouble { Now = TimeProvider.System.GetUtcNow() }
            .With("products", """{"id":1,"title":"T","price":2,"category":"C"}""").With("users", """{"id":1,"address":{"city":"Ulm"}}""")
            .With("carts", """{"id":1,"userId":1,"products":[{"id":1,"quantity":3,"price":2}]}""").StartAsync();

        var run = await RunAsync("--once", "--kind", "DummyJson", "--store-url", shop.Url);

        Assert.That(run.Code, Is.Zero, run.Everything);
        await _database.GivesAsync("SELECT kind, (SELECT sum(quantity)::int FROM cart_lines) FROM stores", ["DummyJson|3"]);
    }

    [Test]
    public async Task The_key_of_a_shop_comes_from_the_environment_and_is_shown_to_nobody()
    {
        await using var shop = await new MedusaDouble().With("orders", SampleMedusaOrder.New().ToJsonString()).StartAsync();
        _environment["Stores__0__Token"] = MedusaDouble.Token;
        _environment["Stores__0__RequestsPerSecond"] = "1000";

        var run = await RunAsync("--once", "--kind", "Medusa", "--store-url", shop.Url);

        Assert.That(run.Code, Is.Zero, run.Everything);
        Assert.That(run.Everything, Does.Not.Contain(MedusaDouble.Token));
        await _database.GivesAsync("SELECT kind, currency, (SELECT sum(gross)::numeric(9,2) FROM daily_totals) FROM stores",
            ["Medusa|EUR|41.90"]);
    }

    [TestCase("Medusa", "secret API key (sk_...)", "Stores__0__Token_FILE")]
    [TestCase("Vendure", "API key", "Stores__0__Token_FILE")]
    [TestCase("WooCommerce", "consumer key (ck_...)", "Stores__0__Key_FILE")]
    public async Task Where_nobody_can_be_asked_for_a_key_that_is_missing_it_says_where_to_put_it(string kind, string what, string file)
    {
        var run = await RunAsync("--once", "--kind", kind, "--store-url", "https://shop.example");

        Assert.That(run.Code, Is.EqualTo(2), run.Everything);
        Assert.That(run.Error, Does.Contain($"the shop's {what} is missing").And.Contain(file));
        Assert.That(Directory.Exists(_data), Is.False);
    }

    [TestCase("--kind says what the shop behind --store-url is", "--kind", "Medusa")]
    [TestCase("--shop", "--shop", "magento")]
    [TestCase("keep one of them", "--shop", "woocommerce", "--store-url", "https://shop.example")]
    public async Task What_does_not_fit_together_is_refused(string says, params string[] args)
    {
        var run = await RunAsync(args);

        Assert.That(run.Code, Is.EqualTo(2), run.Everything);
        Assert.That(run.Error, Does.Contain(says));
    }

    private Task<WorkerExit> RunAsync(params string[] args) =>
        ChildProcess.RunAsync(ScriptFolder.Call("run.sh", ["--data", _data, .. args]), _environment);
}
