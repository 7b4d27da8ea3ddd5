using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Worker.Commands;

/// <summary><c>quarantine</c>: what was rejected is shown with its reason, and what was looked at can be set aside.</summary>
internal sealed class QuarantineCommandTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [SetUp]
    public async Task RejectAsync()
    {
        _test.Shop.Products[0]!["price"] = "much";
        Quantity = -4;
        await _test.BeforehandAsync();
    }

    [Test]
    public async Task The_list_says_what_was_sent_and_why_it_cannot_be_used()
    {
        var list = await _test.DoneAsync("quarantine", "list");

        var lines = list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.Match(
            @"^fakestore carts 1: out_of_range at \$\.products\[0\]\.quantity, since 20.*Z, last seen 20.*Z$"));
        Assert.That(lines[1], Does.Contain("{\"productId\":1,\"quantity\":-4}"));
        Assert.That(lines[2], Does.StartWith("fakestore products 1: wrong_type at $.price, "));
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That((await _test.DoneAsync("quarantine", "list", "--limit", "1")).Output,
            Does.Contain("carts 1").And.Not.Contain("products 1").And.Contain("There are more"));
        Assert.That((await _test.DoneAsync("quarantine", "list", "--store", "fakestore")).Output, Is.EqualTo(list.Output));
    }

    [Test]
    public async Task Its_json_holds_all_of_it()
    {
        using var json = JsonDocument.Parse((await _test.DoneAsync("quarantine", "list", "--json")).Output);

        var cart = json.RootElement.EnumerateArray().First();
        Assert.That(
            (cart.GetProperty("store").GetString(), cart.GetProperty("entity").GetString(), cart.GetProperty("key").GetString(),
                cart.GetProperty("run_id").GetInt64()),
            Is.EqualTo(("fakestore", "carts", "1", 1L)));
        Assert.That(JsonNode.Parse(cart.GetProperty("payload").GetString()!)!["products"]![0]!["quantity"]!.GetValue<int>(),
            Is.EqualTo(-4));
        Assert.That(json.RootElement.GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_discarded_record_stays_aside_until_its_payload_changes()
    {
        Assert.That((await _test.DoneAsync("quarantine", "discard", "1", "--entity", "carts")).Output,
            Does.StartWith("fakestore: carts 1 is discarded"));
        await _test.BeforehandAsync();
        Assert.That(await StatusAsync(), Is.EqualTo(new[] { "carts|1|discarded", "products|1|open" }));
        Assert.That((await _test.DoneAsync("quarantine", "list")).Output, Does.Not.Contain("carts 1"));
        Assert.That((await _test.DoneAsync("quarantine", "list", "--all")).Output,
            Does.Contain("carts 1: out_of_range at $.products[0].quantity, discarded, since"));

        Quantity = -5;
        await _test.BeforehandAsync();
        Assert.That(await StatusAsync(), Is.EqualTo(new[] { "carts|1|open", "products|1|open" }));
    }

    [Test]
    public async Task A_key_of_several_records_changes_none_and_asks_which()
    {
        var exit = await _test.RunAsync("quarantine", "discard", "1");

        Assert.That((exit.Code, exit.Output), Is.EqualTo((1, "")));
        Assert.That(exit.Error, Does.StartWith("The key '1' stands for 2 records: ").And.Contain("carts of fakestore")
            .And.Contain("--entity"));
        Assert.That(await StatusAsync(), Is.EqualTo(new[] { "carts|1|open", "products|1|open" }));
    }

    [TestCase("2")]
    [TestCase("1", "--entity", "customers")]
    public async Task An_unknown_key_is_an_error(params string[] args)
    {
        var exit = await _test.RunAsync(["quarantine", "discard", .. args]);

        Assert.That((exit.Code, exit.Output), Is.EqualTo((1, "")));
        Assert.That(exit.Error, Does.Contain($"No open record has the key '{args[0]}'"));
    }

    [TestCase("list")]
    [TestCase("discard", "1")]
    [TestCase("restore", "1")]
    public async Task A_store_that_neither_the_warehouse_nor_the_settings_have_is_wrong_usage(params string[] args)
    {
        var exit = await _test.RunAsync(["quarantine", .. args, "--store", "typo"]);

        Assert.That((exit.Code, exit.Output), Is.EqualTo((2, "")), exit.Everything);
        Assert.That(exit.Error, Does.StartWith("--store 'typo': no such store; the warehouse and the settings have fakestore."));
        Assert.That(await StatusAsync(), Is.EqualTo(new[] { "carts|1|open", "products|1|open" }));
    }

    [Test]
    public async Task A_store_that_is_configured_and_was_never_run_has_no_records()
    {
        _test.Settings["Stores__1__Name"] = "fresh";

        Assert.That((await _test.DoneAsync("quarantine", "list", "--store", "fresh")).Output, Is.EqualTo("No record is in quarantine.\n"));
    }

    [Test]
    public async Task A_discard_can_be_taken_back_and_the_record_is_then_resolved_like_any_other()
    {
        await _test.DoneAsync("quarantine", "discard", "1", "--entity", "carts");

        Assert.That((await _test.DoneAsync("quarantine", "restore", "1")).Output, Is.EqualTo("fakestore: carts 1 is open again.\n"));
        Assert.That(await StatusAsync(), Is.EqualTo(new[] { "carts|1|open", "products|1|open" }));
        var again = await _test.RunAsync("quarantine", "restore", "1");
        Assert.That((again.Code, again.Output), Is.EqualTo((1, "")));
        Assert.That(again.Error, Does.StartWith("No discarded record has the key '1'."));

        Quantity = 4;
        await _test.BeforehandAsync();
        Assert.That(await StatusAsync(), Is.EqualTo(new[] { "carts|1|resolved", "products|1|open" }));
    }

    [Test]
    public async Task A_value_that_is_not_kept_is_said_to_be_left_out()
    {
        _test.Shop.Carts[0]!["userId"] = "jane@shop.example";
        await _test.BeforehandAsync();

        var list = await _test.DoneAsync("quarantine", "list");

        Assert.That(list.Output, Does.Contain("\"userId\":\"(left out)\"").And.Not.Contain("jane"));
    }

    private int Quantity
    {
        set => _test.Shop.Carts[0]!["products"]![0]!["quantity"] = value;
    }

    private Task<string[]> StatusAsync() => _test.RowsAsync("SELECT entity, record_key, status FROM quarantine ORDER BY 1");
}
