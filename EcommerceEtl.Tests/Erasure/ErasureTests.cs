using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Erasure;

/// <summary>A person who was erased is nowhere afterwards and stays so, whatever the shop goes on to send.</summary>
public sealed class ErasureTests : IAsyncDisposable
{
    private readonly ErasureBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Nothing_holds_the_person_any_more_and_the_figures_are_what_they_were()
    {
        _test.Plant();
        await _test.AnotherRunAsync();
        await _test.AnotherRunAsync();
        var folder = Path.Combine(_test.Pipeline.LandingPath, "fakestore");
        // What killed processes and broken runs leave: a manifest that cannot be read, chunks that no manifest names, half a file, the
        // landing of a dry run.
        var manifests = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order().ToArray();
        File.Delete(manifests[0]);
        await _test.AnotherRunAsync();
        await File.WriteAllTextAsync(manifests[1], "{");
        await File.WriteAllTextAsync(Path.Combine(folder, "partial", "1.tmp"), $"{ErasureBundle.Person} {ErasureBundle.City}");
        var scratch = Path.Combine(_test.Pipeline.LandingPath, ".scratch-1", "fakestore", "partial", "1.tmp");
        Directory.CreateDirectory(Path.GetDirectoryName(scratch)!);
        await File.WriteAllTextAsync(scratch, ErasureBundle.City);
        var figures = await _test.FiguresAsync();
        Assert.That(
            (await _test.FindAsync()).Select(find => find.Split(" in ")[1]).Distinct().ToArray(),
            Has.Member("table public.customers").And.Member("table public.carts").And.Member("table public.quarantine").And.Member(scratch)
                .And.Length.GreaterThan(6));

        var erased = await _test.EraseAsync();

        await _test.GoneAsync("erased");
        Assert.That(erased.Rows, Is.EqualTo(new EcommerceEtl.Data.Customers.ErasedRows(1, 1, 1)));
        Assert.That(await _test.FiguresAsync(), Is.EqualTo(figures));
        await _test.Pipeline.GivesAsync("SELECT cart_id, user_id FROM carts WHERE cart_id IN (1, 500) ORDER BY 1", ["1|1", "500|-"]);
        await _test.Pipeline.GivesAsync("SELECT user_id FROM erased_customers", [$"{ErasureBundle.Person}"]);
        await _test.HoldsAsync();

        // The shop sends her as before.
        var run = await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync("after the next run");
        Assert.That(run.Entities.Select(entity => entity.Extracted), Is.EqualTo(new[] { 20L, 10L, (long)_test.Shop.Carts.Count }));
        Assert.That((run[Entity.Carts].Updated, run[Entity.Carts].Rejected), Is.EqualTo((1L, 1L)),
            "her cart is a guest's now, and the bad one is as bad as before");
        Assert.That(await _test.FiguresAsync(), Is.EqualTo(figures));
        await _test.Pipeline.GivesAsync("SELECT record_key, status FROM quarantine", ["501|open"]);
        await _test.HoldsAsync();
        await _test.AnotherRunAsync();
        await _test.GoneAsync("after one more");

        // The warehouse is what an empty database becomes that has never known her.
        var warehouse = await _test.Pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        await _test.Pipeline.ReplaceDatabaseAsync();
        await _test.Pipeline.SucceedAsync();
        Assert.That(await _test.Pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(warehouse));
        await _test.GoneAsync("in an empty database");
    }

    [TestCase("""{"id":88123456.0,"address":{"city":"Zzyzx Springs"}}""", "88123456.0")]
    [TestCase("""{"id":8.8123456e7,"address":{"city":"Zzyzx Springs"}}""", "8.8123456E+7")]
    [TestCase("""{"id":88123456,"id":88123456,"address":{"city":"Zzyzx Springs"}}""", "88123456")]
    [TestCase("""{"id":88123456,"id":3,"address":{"city":"Zzyzx Springs"}}""", "3")]
    [TestCase("""{"\u0069d":88123456,"address":{"city":"Zzyzx Springs"}}""", """88123456,"us\u0065rId":3""")]
    [TestCase("""{"address":{"city":"Zzyzx Springs","x":[[{"id":1}]]},"id":88123456}""", """3,"userId":88123456""")]
    [TestCase("""{"id":88123456,"address":["Zzyzx Springs"]}""", "88123456")]
    public async Task She_is_found_in_whatever_form_her_id_came(string customer, string buyer)
    {
        string[] carts =
        [
            $$"""{"id":600,"userId":{{buyer}},"date":"2026-02-03","products":[{"productId":2,"quantity":1}]}""",
            $$"""{"id":601,"userId":{{buyer}},"date":"2026-02-03","products":[{"productId":2,"quantity":-1}]}""",
            $$$"""{"id":602,"products":[],"date":"2026-02-03","userId":{{{buyer}}},"deep":{"userId":[{"userId":1}]}}""",
        ];
        Serve(_test.Shop, customer, carts);
        _test.Pipeline.Settings = _test.Pipeline.Settings with { Quality = _test.Pipeline.Settings.Quality with { MaxRejectShare = 0.9 } };
        await _test.Pipeline.SucceedAsync();
        Assert.That(await _test.FindAsync(), Is.Not.Empty);

        await _test.EraseAsync();
        await _test.GoneAsync("erased");
        await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync("sent again");
        Assert.That(await _test.Pipeline.RowsAsync(
            "SELECT count(*), count(user_id) FROM carts WHERE cart_id IN (600, 602) AND user_id IS DISTINCT FROM 3"),
            Has.All.EndsWith("|0"));
    }

    [Test]
    public async Task The_next_run_asks_for_everything_and_loads_it_and_those_after_it_need_not()
    {
        List<string> asked = [];
        _test.Shop.Before = context =>
        {
            var known = context.Request.Headers.IfNoneMatch.ToString();
            asked.Add($"{context.Request.Path} {known}".Trim());
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.StatusCode = known == "\"v1\"" ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
            return known == "\"v1\"";
        };
        _test.Plant();
        await _test.Pipeline.SucceedAsync();
        await _test.EraseAsync();
        asked.Clear();

        Assert.That((await _test.Pipeline.LoadsAsync(), asked), Is.EqualTo((true, new[] { "/carts", "/users", "/products" })));
        await _test.GoneAsync("asked anew");
        asked.Clear();
        Assert.That((await _test.Pipeline.LoadsAsync(), asked),
            Is.EqualTo((false, new[] { "/carts \"v1\"", "/users \"v1\"", "/products \"v1\"" })));
        await _test.GoneAsync("not modified");
    }

    [Test]
    public async Task An_answer_that_states_its_total_is_as_whole_as_before_though_fewer_of_it_land()
    {
        var notModified = false;
        _test.Shop.Before = context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            var shop = _test.Shop;
            context.Response.Headers["X-Total-Count"] =
                $"{(context.Request.Path.Value switch { "/users" => shop.Users, "/carts" => shop.Carts, _ => shop.Products }).Count}";
            if (!notModified)
                return false;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        };
        _test.Plant();
        await _test.Pipeline.SucceedAsync();
        await _test.EraseAsync();

        await _test.Pipeline.SucceedAsync();
        notModified = true;
        await _test.Pipeline.SucceedAsync();
        await _test.GoneAsync("sent, and not modified");
    }

    [TestCase(false)]
    [TestCase(true, Description = "Nothing that is landed changes by it, and still the next run loads.")]
    public async Task Somebody_whom_the_shop_does_not_send_is_kept_out_too(bool unchanged)
    {
        await _test.Pipeline.SucceedAsync();
        var erased = await _test.EraseAsync();
        Assert.That((erased.Rows, erased.Files.Chunks), Is.EqualTo((EcommerceEtl.Data.Customers.ErasedRows.None, 0)));
        if (!unchanged)
            _test.Plant();

        Assert.That(await _test.Pipeline.LoadsAsync(), Is.True);
        await _test.GoneAsync("sent only now");
        Assert.That(await _test.Pipeline.LoadsAsync(), Is.False);
    }

    [Test]
    public async Task Whoever_erases_most_or_all_customers_is_not_told_that_the_shop_has_lost_them()
    {
        _test.Shop.Users = new JsonArray([.. _test.Shop.Users.Take(2).Select(user => user!.DeepClone())]);
        await _test.Pipeline.SucceedAsync();
        foreach (var person in new[] { 1, 2 })
        {
            await _test.EraseAsync(person: person);
            _test.Shop.AddCart(700 + person, "2026-02-03T10:00:00Z", (1, 1));
            var run = await _test.Pipeline.SucceedAsync();
            Assert.That((run[Entity.Customers].Live, run.Remarks), Is.EqualTo((2L - person, Array.Empty<string>())));
        }
        await _test.Pipeline.GivesAsync("SELECT count(*) FROM carts WHERE user_id IN (1, 2)", ["0"]);

        // Whom the shop loses is still missed.
        _test.Shop.Products = [];
        Assert.That((await _test.Pipeline.RunAsync()).Error?.Code, Is.EqualTo(ErrorCode.SuspiciousSnapshot));
    }

    [Test]
    public async Task A_dry_run_leaves_her_out_and_changes_nothing()
    {
        _test.Plant();
        await _test.Pipeline.SucceedAsync();
        var older = await _test.Pipeline.Database.CopyAsync();
        await _test.EraseAsync();
        await _test.Pipeline.ReplaceDatabaseAsync(older);
        var before = await _test.Pipeline.Database.ChecksumAsync();

        await using (var services = _test.Pipeline.Services())
        {
            var dry = await services.GetRequiredService<DryRun>()
                .ExecuteAsync(new RunRequest(_test.Pipeline.Store, RunTrigger.Manual), null, default);
            Assert.That((dry.Run.Outcome, dry.Run[Entity.Customers].Removed, dry.Run[Entity.Carts].Updated),
                Is.EqualTo((RunOutcome.Succeeded, 1L, 1L)), dry.Run.Error?.ToString());
        }

        Assert.That(await _test.Pipeline.Database.ChecksumAsync(), Is.EqualTo(before));
        await _test.Pipeline.GivesAsync("SELECT count(*) FROM erased_customers", ["0"]);
    }

    [Test]
    public async Task Customers_whose_ids_are_texts_are_erased_alike()
    {
        const string Id = "cus_Zzyzx Springs";
        _test.Pipeline.MoreKinds = _test.Pipeline.MoreKinds.Add("TextShop", (_, client) => new TextShop(client));
        _test.Pipeline.Store = _test.Pipeline.Store with { Kind = "TextShop" };
        _test.Shop.Products = new JsonArray(JsonNode.Parse("""{"id":"p","title":"P","price":1,"category":"c"}"""));
        _test.Shop.Users = new JsonArray(
            JsonNode.Parse($$"""{"id":"{{Id}}","city":"{{ErasureBundle.City}}"}"""), JsonNode.Parse("""{"id":"cus_2","city":"Oslo"}"""),
            JsonNode.Parse($$"""{"id":"{{Id}}","city":"{{ErasureBundle.City}}","id":"{{Id}}"}"""
                .Replace(",\"id\"", ",\"iD\"", StringComparison.Ordinal)));
        _test.Shop.Carts = new JsonArray([.. new[] { Id, "cus_2", "88123456" }.Select((buyer, n) => JsonNode.Parse(
            $$"""{"id":"o{{n}}","customer_id":"{{buyer}}","created_at":"2026-02-03","items":"""
                + $$"""[{"product_id":"p","quantity":{{(n == 2 ? -1 : 1)}},"unit_price":2}]}"""))]);
        _test.Pipeline.Settings = _test.Pipeline.Settings with { Quality = _test.Pipeline.Settings.Quality with { MaxRejectShare = 0.9 } };
        await _test.Pipeline.SucceedAsync();

        await _test.EraseAsync(person: EcommerceEtl.Domain.Catalog.ShopKey.FromText(Id));
        await _test.EraseAsync(person: EcommerceEtl.Domain.Catalog.ShopKey.FromText("88123456"));
        await _test.GoneAsync("erased");
        await _test.Pipeline.SucceedAsync();

        await _test.GoneAsync("sent again");
        await _test.Pipeline.GivesAsync("SELECT source_id FROM customers", ["cus_2"]);
        await _test.Pipeline.GivesAsync("SELECT source_id, user_id IS NULL FROM carts ORDER BY 1", ["o0|true", "o1|false"]);
    }

    /// <summary>The Fake Store's products, one more customer, and some carts beside its own.</summary>
    private static void Serve(ShopDouble shop, string customer, string[] carts) => shop.Instead = context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/products" => shop.Products.ToJsonString(),
            "/users" => $"{shop.Users.ToJsonString().TrimEnd(']')},{customer}]",
            _ => $"{shop.Carts.ToJsonString().TrimEnd(']')},{string.Join(',', carts)}]",
        });
    };
}
