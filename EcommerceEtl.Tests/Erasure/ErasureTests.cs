using System.Text.Json.Nodes;
using EcommerceEtl.Worker.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EcommerceEtl.Tests.Erasure;

/// <summary>A person who was erased is nowhere afterwards and stays so, whatever the shop goes on to send.</summary>
public sealed class ErasureTests : ErasureTestCase
{
    [Test]
    public async Task Nothing_holds_the_person_any_more_and_the_figures_are_what_they_were()
    {
        Plant();
        await AnotherRunAsync();
        await AnotherRunAsync();
        var folder = Path.Combine(Pipeline.LandingPath, "fakestore");
        // What killed processes and broken runs leave: a manifest that cannot be read, chunks that no manifest names, half a file, the
        // landing of a dry run.
        var manifests = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order().ToArray();
        File.Delete(manifests[0]);
        await AnotherRunAsync();
        await File.WriteAllTextAsync(manifests[1], "{");
        await File.WriteAllTextAsync(Path.Combine(folder, "partial", "1.tmp"), $"{Person} {City}");
        var scratch = Path.Combine(Pipeline.LandingPath, ".scratch-1", "fakestore", "partial", "1.tmp");
        Directory.CreateDirectory(Path.GetDirectoryName(scratch)!);
        await File.WriteAllTextAsync(scratch, City);
        var figures = await FiguresAsync();
        Assert.That(
            (await FindAsync()).Select(find => find.Split(" in ")[1]).Distinct().ToArray(),
            Has.Member("table public.customers").And.Member("table public.carts").And.Member("table public.quarantine").And.Member(scratch)
                .And.Length.GreaterThan(6));

        var erased = await EraseAsync();

        await GoneAsync("erased");
        Assert.That(erased.Rows, Is.EqualTo(new EcommerceEtl.Data.Customers.ErasedRows(1, 1, 1)));
        Assert.That(await FiguresAsync(), Is.EqualTo(figures));
        await GivesAsync("SELECT cart_id, user_id FROM carts WHERE cart_id IN (1, 500) ORDER BY 1", ["1|1", "500|-"]);
        await GivesAsync("SELECT user_id FROM erased_customers", [$"{Person}"]);
        await HoldsAsync();

        // The shop sends her as before.
        var run = await Pipeline.SucceedAsync();
        await GoneAsync("after the next run");
        Assert.That(run.Entities.Select(entity => entity.Extracted), Is.EqualTo(new[] { 20L, 10L, (long)Shop.Carts.Count }));
        Assert.That((run[Entity.Carts].Updated, run[Entity.Carts].Rejected), Is.EqualTo((1L, 1L)),
            "her cart is a guest's now, and the bad one is as bad as before");
        Assert.That(await FiguresAsync(), Is.EqualTo(figures));
        await GivesAsync("SELECT record_key, status FROM quarantine", ["501|open"]);
        await HoldsAsync();
        await AnotherRunAsync();
        await GoneAsync("after one more");

        // The warehouse is what an empty database becomes that has never known her.
        var warehouse = await Pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases);
        await Pipeline.ReplaceDatabaseAsync();
        await Pipeline.SucceedAsync();
        Assert.That(await Pipeline.Database.ChecksumAsync(ChecksumScope.AcrossDatabases), Is.EqualTo(warehouse));
        await GoneAsync("in an empty database");
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
        Serve(Shop, customer, carts);
        Pipeline.Settings = Pipeline.Settings with { Quality = Pipeline.Settings.Quality with { MaxRejectShare = 0.9 } };
        await Pipeline.SucceedAsync();
        Assert.That(await FindAsync(), Is.Not.Empty);

        await EraseAsync();
        await GoneAsync("erased");
        await Pipeline.SucceedAsync();
        await GoneAsync("sent again");
        Assert.That(await RowsAsync("SELECT count(*), count(user_id) FROM carts WHERE cart_id IN (600, 602) AND user_id IS DISTINCT FROM "
            + "3"), Has.All.EndsWith("|0"));
    }

    [Test]
    public async Task The_next_run_asks_for_everything_and_loads_it_and_those_after_it_need_not()
    {
        List<string> asked = [];
        Shop.Before = context =>
        {
            var known = context.Request.Headers.IfNoneMatch.ToString();
            asked.Add($"{context.Request.Path} {known}".Trim());
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.StatusCode = known == "\"v1\"" ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
            return known == "\"v1\"";
        };
        Plant();
        await Pipeline.SucceedAsync();
        await EraseAsync();
        asked.Clear();

        Assert.That((await LoadsAsync(), asked), Is.EqualTo((true, new[] { "/carts", "/users", "/products" })));
        await GoneAsync("asked anew");
        asked.Clear();
        Assert.That((await LoadsAsync(), asked), Is.EqualTo((false, new[] { "/carts \"v1\"", "/users \"v1\"", "/products \"v1\"" })));
        await GoneAsync("not modified");
    }

    [Test]
    public async Task An_answer_that_states_its_total_is_as_whole_as_before_though_fewer_of_it_land()
    {
        var notModified = false;
        Shop.Before = context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers["X-Total-Count"] =
                $"{(context.Request.Path.Value switch { "/users" => Shop.Users, "/carts" => Shop.Carts, _ => Shop.Products }).Count}";
            if (!notModified)
                return false;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return true;
        };
        Plant();
        await Pipeline.SucceedAsync();
        await EraseAsync();

        await Pipeline.SucceedAsync();
        notModified = true;
        await Pipeline.SucceedAsync();
        await GoneAsync("sent, and not modified");
    }

    [TestCase(false)]
    [TestCase(true, Description = "Nothing that is landed changes by it, and still the next run loads.")]
    public async Task Somebody_whom_the_shop_does_not_send_is_kept_out_too(bool unchanged)
    {
        await Pipeline.SucceedAsync();
        var erased = await EraseAsync();
        Assert.That((erased.Rows, erased.Files.Chunks), Is.EqualTo((EcommerceEtl.Data.Customers.ErasedRows.None, 0)));
        if (!unchanged)
            Plant();

        Assert.That(await LoadsAsync(), Is.True);
        await GoneAsync("sent only now");
        Assert.That(await LoadsAsync(), Is.False);
    }

    [Test]
    public async Task Whoever_erases_most_or_all_customers_is_not_told_that_the_shop_has_lost_them()
    {
        Shop.Users = new JsonArray([.. Shop.Users.Take(2).Select(user => user!.DeepClone())]);
        await Pipeline.SucceedAsync();
        foreach (var person in new[] { 1, 2 })
        {
            await EraseAsync(person: person);
            Shop.Carts.Add(NewCart(700 + person, "2026-02-03T10:00:00Z", (1, 1)));
            var run = await Pipeline.SucceedAsync();
            Assert.That((run[Entity.Customers].Live, run.Remarks), Is.EqualTo((2L - person, Array.Empty<string>())));
        }
        await GivesAsync("SELECT count(*) FROM carts WHERE user_id IN (1, 2)", ["0"]);

        // Whom the shop loses is still missed.
        Shop.Products = [];
        Assert.That((await Pipeline.RunAsync()).Error?.Code, Is.EqualTo(ErrorCode.SuspiciousSnapshot));
    }

    [Test]
    public async Task A_dry_run_leaves_her_out_and_changes_nothing()
    {
        Plant();
        await Pipeline.SucceedAsync();
        var older = await Pipeline.Database.CopyAsync();
        await EraseAsync();
        await Pipeline.ReplaceDatabaseAsync(older);
        var before = await Pipeline.Database.ChecksumAsync();

        await using (var services = Pipeline.Services())
        {
            var dry = await services.GetRequiredService<DryRun>()
                .ExecuteAsync(new RunRequest(Pipeline.Settings.Stores[0], RunTrigger.Manual), null, default);
            Assert.That((dry.Run.Outcome, dry.Run[Entity.Customers].Removed, dry.Run[Entity.Carts].Updated),
                Is.EqualTo((RunOutcome.Succeeded, 1L, 1L)), dry.Run.Error?.ToString());
        }

        Assert.That(await Pipeline.Database.ChecksumAsync(), Is.EqualTo(before));
        await GivesAsync("SELECT count(*) FROM erased_customers", ["0"]);
    }

    [Test]
    public async Task Customers_whose_ids_are_texts_are_erased_alike()
    {
        const string Id = "cus_Zzyzx Springs";
        Pipeline.MoreKinds = Pipeline.MoreKinds.Add("TextShop", (_, client) => new TextShop(client));
        Pipeline.Settings = Pipeline.Settings with { Stores = [Pipeline.Settings.Stores[0] with { Kind = "TextShop" }] };
        Shop.Products = new JsonArray(JsonNode.Parse("""{"id":"p","title":"P","price":1,"category":"c"}"""));
        Shop.Users = new JsonArray(
            JsonNode.Parse($$"""{"id":"{{Id}}","city":"{{City}}"}"""), JsonNode.Parse("""{"id":"cus_2","city":"Oslo"}"""),
            JsonNode.Parse($$"""{"id":"{{Id}}","city":"{{City}}","id":"{{Id}}"}"""
                .Replace(",\"id\"", ",\"iD\"", StringComparison.Ordinal)));
        Shop.Carts = new JsonArray([.. new[] { Id, "cus_2", "88123456" }.Select((buyer, n) => JsonNode.Parse(
            $$"""{"id":"o{{n}}","customer_id":"{{buyer}}","created_at":"2026-02-03","items":"""
                + $$"""[{"product_id":"p","quantity":{{(n == 2 ? -1 : 1)}},"unit_price":2}]}"""))]);
        Pipeline.Settings = Pipeline.Settings with { Quality = Pipeline.Settings.Quality with { MaxRejectShare = 0.9 } };
        await Pipeline.SucceedAsync();

        await EraseAsync(person: EcommerceEtl.Domain.Catalog.ShopKey.FromText(Id));
        await EraseAsync(person: EcommerceEtl.Domain.Catalog.ShopKey.FromText("88123456"));
        await GoneAsync("erased");
        await Pipeline.SucceedAsync();

        await GoneAsync("sent again");
        await GivesAsync("SELECT source_id FROM customers", ["cus_2"]);
        await GivesAsync("SELECT source_id, user_id IS NULL FROM carts ORDER BY 1", ["o0|true", "o1|false"]);
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

    /// <summary>A run; true if it loaded anything.</summary>
    private async Task<bool> LoadsAsync()
    {
        var loads = false;
        var run = await Pipeline.RunAsync(progress: at => loads |= at.Stage == RunStage.Load);
        Assert.That(run.Outcome, Is.EqualTo(RunOutcome.Succeeded), run.Error?.ToString());
        return loads;
    }
}
