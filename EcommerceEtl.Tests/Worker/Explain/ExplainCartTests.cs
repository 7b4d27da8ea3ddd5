using System.Text.Json;
using EcommerceEtl.Data.Schema;
using EcommerceEtl.Data.Session;

namespace EcommerceEtl.Tests.Worker.Explain;

/// <summary><c>explain cart</c>: from what landed over the rows to the figures. The draws of the Fake Store's cart 1 were worked out by
/// hand from the golden hash 0x9bcba8347ada5cc4 of its first line: bits 0-19 are 0xa5cc4 = 679,108, bits 20-39 0x347ad = 214,957;
/// round(0.6 x 2^20) = 629,146 and round(0.5 x 2^20) = 524,288.</summary>
internal sealed class ExplainCartTests : IAsyncDisposable
{
    private readonly WorkerBundle _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Test]
    public async Task Cart_1_of_the_fake_store_is_told_from_its_element_to_its_figures()
    {
        await _test.BeforehandAsync();

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "1")).Output;

        Assert.Multiple(() =>
        {
            Assert.That(told, Does.StartWith("fakestore, cart 1: counts on 2020-03-02\n"));
            Assert.That(told, Does.Match("As it stands in the newest accepted snapshot that holds it, run 1 of 20.*Z:\n"
                + "  {\"id\":1,\"userId\":1,\"date\":\"2020-03-02T00:00:00.000Z\",\"products\":\\[{\"productId\":1,\"quantity\":4},"));
            Assert.That(told, Does.Match(@"(?m)^Row: written by run 1 \(manual, 20.*Z\)$"));
            Assert.That(told, Does.Contain(
                "  Its own time is 2020-03-02 00:00:00Z. It counts on 2020-03-02, the day of that time in UTC.\n"
                + "  Customer 1, kilcoole; 3 lines worth 798.04 USD.\n"
                + "  Viewed: yes; added to the cart: no; an order: no, 0 units, revenue 0.00 USD.\n"));
            Assert.That(told, Does.Match(@"(?m)^ +1  1 Fjallraven.* +4 +109\.95  - +-$"));
            Assert.That(told, Does.Contain(
                "    Price: in force since the product was first seen. "
                + "Viewed 2020-03-01 23:30:17Z. Draw 0x9bcba8347ada5cc4: viewed 1,783 s before; "
                + "add to cart 679,108 >= 629,146, no; so no purchase.\n"));
            Assert.That(told, Does.Contain("view derived, add to cart simulated, purchase simulated.")
                .And.Contain("0.6 added, 0.5 of them bought. They are the rules by which the row was written."));
            Assert.That(told, Does.Match("(?m)^  2020-03-02  the cart  sessions 1, viewed 1$"));
            Assert.That(told, Does.EndWith("No run has restated its day.\n"));
            Assert.That(told, Does.Not.Contain("john").And.Not.Contain("doe"));
        });
    }

    [Test]
    public async Task Its_json_holds_the_same()
    {
        await _test.BeforehandAsync();

        using var json = JsonDocument.Parse((await _test.DoneAsync("explain", "cart", "fakestore", "1", "--json")).Output);

        var root = json.RootElement;
        Assert.That((root.GetProperty("place").GetString(), root.GetProperty("landed").GetProperty("run_id").GetInt64()),
            Is.EqualTo(("warehouse", 1L)));
        Assert.That(root.GetProperty("landed").GetProperty("element").GetProperty("userId").GetInt64(), Is.EqualTo(1));
        Assert.That(root.GetProperty("row").GetProperty("gross_value").GetDecimal(), Is.EqualTo(798.04m));
        Assert.That(root.GetProperty("rules").GetProperty("changed_since_row").GetBoolean(), Is.False);
        var line = root.GetProperty("lines")[0];
        Assert.That(
            (line.GetProperty("price").GetString(), line.GetProperty("unit_price").GetDecimal()), Is.EqualTo(("in_force", 109.95m)));
        Assert.That(JsonSerializer.Serialize(line.GetProperty("draw")), Is.EqualTo(
            """{"hash":"0x9bcba8347ada5cc4","view_lead_seconds":1783,"add_to_cart":{"number":679108,"threshold":629146,"passes":false}"""
            + ""","purchase":{"number":214957,"threshold":524288,"passes":false},"purchase_delay_seconds":388,"agrees":true}"""));
        Assert.That(JsonSerializer.Serialize(root.GetProperty("figures")),
            Is.EqualTo("""[{"day":"2020-03-02","adds":{"sessions":1,"viewed":1}}]"""));
    }

    [Test]
    public async Task A_rate_that_changed_since_the_row_was_written_is_told_with_what_it_would_give()
    {
        await _test.BeforehandAsync();
        _test.Settings["Funnel__AddToCartRate"] = "1";

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "1")).Output;

        Assert.That(told, Does.Contain("add to cart 679,108 < 1,048,576, yes; purchase 214,957 < 524,288, yes, 388 s after. "
            + "The row says otherwise.\n"));
        Assert.That(told, Does.Contain("They are other rules than run 1 wrote the row by (the rules hash differs)"));

        await _test.BeforehandAsync();
        var after = (await _test.DoneAsync("explain", "cart", "fakestore", "1")).Output;
        Assert.That(after, Does.Contain("They are the rules by which the row was written.").And.Not.Contain("otherwise"));
        Assert.That(after, Does.Match(@"(?m)^ +1  1 Fjallraven.*  03-02 00:00:00  03-02 00:06:28$"));
        Assert.That(after, Does.Match(@"(?m)^  2020-03-02 +2  0 -> 1 .*\n +rules changed; manual run of 20"));
    }

    [Test]
    public async Task A_price_that_changed_later_is_told_with_the_time_from_which_it_is_in_force_and_a_stated_one_as_such()
    {
        await _test.BeforehandAsync();
        await _test.Database.ExecuteAsync("""
            INSERT INTO product_prices VALUES (1, 1, '2020-02-01 12:00Z', 100), (1, 1, '2020-03-03 00:00Z', 90);
            UPDATE cart_lines SET unit_price = 100 WHERE cart_id = 1 AND line_no = 1;
            UPDATE cart_lines SET unit_price = 21 WHERE cart_id = 1 AND line_no = 2;
            UPDATE cart_lines SET unit_price = NULL WHERE cart_id = 1 AND line_no = 3
            """);

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "1")).Output;

        Assert.That(told, Does.Contain("Price: in force since 2020-02-01 12:00:00Z.").And.Contain("Price: stated on the line.")
            .And.Contain("No price: its product was never listed"));
    }

    [Test]
    public async Task A_cart_that_was_never_good_is_in_quarantine_and_counts_nowhere()
    {
        _test.Shop.Carts[0]!["products"]![0]!["quantity"] = -4;
        await _test.BeforehandAsync();

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "1")).Output;

        Assert.That(told, Does.StartWith("fakestore, cart 1: in quarantine, counts in no figure\n")
            .And.Contain("It is rejected: out_of_range at $.products[0].quantity.")
            .And.Contain("What the shop sends now is rejected: out_of_range at $.products[0].quantity. It is open, first seen 20")
            .And.Contain("No version of it was ever good").And.Contain("\"quantity\":-4"));
    }

    [Test]
    public async Task A_cart_that_was_good_before_counts_on_and_is_in_quarantine_too()
    {
        await _test.BeforehandAsync();
        _test.Shop.Carts[0]!["products"]![0]!["quantity"] = -4;
        await _test.BeforehandAsync();

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "1")).Output;

        Assert.That(told, Does.StartWith("fakestore, cart 1: counts on 2020-03-02\n").And.Contain("Its last good version counts on")
            .And.Contain("Row: written by run 1 ").And.Contain("snapshot that holds it, run 2 of "));
    }

    [Test]
    public async Task A_cart_that_the_shop_no_longer_has_is_told_from_the_last_snapshot_that_holds_it()
    {
        await _test.BeforehandAsync();
        _test.Shop.Carts.RemoveAt(2);
        await _test.BeforehandAsync();

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "3")).Output;

        // It was an order of 219.90; the others of that day made 9.99 and 342.
        Assert.That(told, Does.StartWith("fakestore, cart 3: gone from the shop, counts in no figure\n"));
        Assert.That(told, Does.Match("It is not there any more: the newest accepted snapshot, run 2 of .*Z, does not hold it. It was last "
            + "in that of run 1 of .*Z:\n  {\"id\":3,"));
        Assert.That(told, Does.Match(@"(?m)^  2020-03-01 +2  3 -> 2  571\.89 -> 351\.99  4 -> 3\n    carts removed; manual run of 20"));
    }

    [Test]
    public async Task A_landing_zone_that_is_gone_or_another_one_is_said_to_hold_nothing()
    {
        await _test.BeforehandAsync();
        _test.Settings["Landing__Path"] += "/other";

        var told = (await _test.DoneAsync("explain", "cart", "fakestore", "1")).Output;

        Assert.That(told, Does.Contain("No accepted snapshot of this shop with carts is kept in the landing zone (Landing:Path)")
            .And.Contain("Draw 0x9bcba8347ada5cc4"));
    }

    [TestCase("The warehouse knows no store 'typo'. `store list` shows those that there are", "cart", "typo", "1")]
    [TestCase("Nothing is known of a cart '99' of fakestore", "cart", "fakestore", "99")]
    [TestCase("Nothing is known of a cart 'order_01J' of fakestore", "cart", "fakestore", "order_01J")]
    [TestCase("The warehouse knows no store 'typo'", "day", "typo", "2020-03-01")]
    [TestCase("Nothing counts on 2020-02-01 in fakestore. Its days with figures lie between 2020-01-01 and 2020-03-02", "day", "fakestore",
        "2020-02-01")]
    [TestCase("DATE takes a day as yyyy-MM-dd, from 1990-01-01 to 2199-12-31.", "day", "fakestore", "yesterday")]
    public async Task What_is_not_there_ends_with_2_and_says_what_to_do(string said, params string[] args)
    {
        await _test.BeforehandAsync();

        var exit = await _test.RunAsync(["explain", .. args]);

        Assert.That((exit.Code, exit.Output), Is.EqualTo((2, "")), exit.Everything);
        Assert.That(exit.Error, Does.StartWith(said));
        exit.ShowsNoStackTrace();
    }

    [Test]
    public async Task It_needs_the_workers_rights_alone_takes_no_lock_and_leaves_no_trace()
    {
        await TestServer.NeedsRolesAsync();
        await _test.BeforehandAsync();
        _test.Settings["ConnectionStrings__Warehouse"] = _test.Database.ConnectionStringOf(RoleSetup.Worker);
        await using var run = await StoreSession.OpenAsync(_test.Database.ConnectionString, TimeSpan.FromMinutes(1), default);
        Assert.That(await run.TryLockStoreAsync("fakestore", default), Is.True);

        await _test.DoneAsync("explain", "cart", "fakestore", "1");
        await _test.DoneAsync("explain", "day", "fakestore", "2020-03-01");

        Assert.That(await _test.LedgerAsync(), Has.Length.EqualTo(1));
    }
}
