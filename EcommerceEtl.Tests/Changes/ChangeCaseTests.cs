namespace EcommerceEtl.Tests.Changes;

/// <summary>Single things that happen to a shop while it is read by its changes, each with what it may cost.</summary>
public sealed class ChangeCaseTests : IDisposable
{
    private static readonly DateTime _october = new(2026, 10, 3, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _november = new(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc);

    private readonly ChangeReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [TestCase(2)]
    [TestCase(5)]
    [Fault("more changes in one second than a page holds")]
    public async Task Of_more_changes_in_one_second_than_a_page_holds_none_is_missed_and_none_comes_twice(int answer)
    {
        var shop = new QuietShop(100).With(260, _november);
        await ReadAsync(shop);
        var second = shop.Now;
        foreach (var id in Enumerable.Range(1, 250))
            shop.Edit(id, second);
        shop.Now = second.AddSeconds(30);
        // Two carts of the first page are edited while the reading goes on, so that all that follow move up: before the second is read from
        // its last page on, or between two of its pages.
        var answers = 0;
        shop.Before = question =>
        {
            if (question != "changed" || ++answers != answer)
                return;
            shop.Edit(3, shop.Now);
            shop.Edit(7, shop.Now);
        };

        await ReadAsync(shop);
        shop.Before = _ => { };

        var held = _reader.Carts(shop);
        Assert.That(held, Is.EqualTo(shop.Truth));
        // One that was under way shows now, in the same second; another is edited later.
        shop.Edit(255, second);
        shop.Now = second.AddMinutes(11);
        shop.Edit(256, shop.Now);
        await ReadAsync(shop);
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    public async Task A_page_that_comes_short_is_no_end_and_what_it_lacks_comes_with_the_next_run()
    {
        var shop = new QuietShop(3).With(10, _november);
        await ReadAsync(shop);
        foreach (var id in Enumerable.Range(1, 8))
            shop.Edit(id, shop.Now.AddSeconds(id));
        shop.Now = shop.Now.AddSeconds(30);
        LoseOnce(shop, answer: 1, id: 2);

        await ReadAsync(shop);
        var held = _reader.Carts(shop);
        Assert.That(shop.Truth.Where(cart => held[cart.Key] != cart.Value).Select(cart => cart.Key), Is.EqualTo(new[] { 2 }));

        await ReadAsync(shop);
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    public async Task A_second_that_came_with_fewer_changes_than_its_total_is_read_again()
    {
        var shop = new QuietShop(3).With(10, _november);
        await ReadAsync(shop);
        foreach (var id in Enumerable.Range(1, 8))
            shop.Edit(id, shop.Now);
        shop.Now = shop.Now.AddSeconds(30);
        // The first answers show that a page holds one second only, the third how many changes it has; the fourth to the sixth are its
        // pages.
        LoseOnce(shop, answer: 5, id: 5);

        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    [Fault("more changes in one second than a run can read")]
    public async Task More_changes_in_one_second_than_a_run_can_read_are_read_by_several()
    {
        var shop = new QuietShop(3).With(40, _november);
        await ReadAsync(shop);
        foreach (var id in Enumerable.Range(1, 30))
            shop.Edit(id, shop.Now);
        shop.Now = shop.Now.AddSeconds(30);
        shop.Asked.Clear();

        // A fill asks before each page whether there is time, and a pass that was cut goes on.
        for (var run = 0; run < 4; run++)
        {
            var left = 4;
            await _reader.RunAsync(shop, () => left-- > 0);
        }
        Assert.That(shop.Asked.Count(question => question == "changed"), Is.InRange(12, 16), "no page is read again in each run");
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    public async Task Changes_behind_a_page_of_which_no_cart_can_be_read_are_not_missed()
    {
        var shop = new QuietShop(3).With(10, _november);
        await ReadAsync(shop);
        foreach (var id in Enumerable.Range(1, 8))
            shop.Edit(id, shop.Now.AddSeconds(id));
        shop.Now = shop.Now.AddSeconds(30);
        shop.Answer = (question, page) =>
            question == "changed" ? page with { Rows = [.. page.Rows.Where(row => row.Id.Key > 3)] } : page;

        await ReadAsync(shop);

        var held = _reader.Carts(shop);
        Assert.That(shop.Truth.Where(cart => held[cart.Key] != cart.Value).Select(cart => cart.Key), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public async Task A_change_that_was_under_way_when_the_shop_was_first_read_is_found_by_the_next_run()
    {
        var shop = new QuietShop(5).With(10, _november);
        await ReadAsync(shop);
        shop.Edit(4, shop.Now.AddMinutes(-30));
        shop.Now = shop.Now.AddMinutes(1);

        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    [Fault("month that is listed as empty")]
    public async Task A_cart_that_is_gone_costs_few_requests_and_a_list_that_is_empty_by_mistake_removes_nothing()
    {
        var shop = new QuietShop(10).With(12, _october).With(8, _november);
        await ReadAsync(shop);
        shop.Now = shop.Now.AddMinutes(15);
        var usual = await ReadAsync(shop);

        shop.Carts.RemoveAt(4);
        var cost = await ReadAsync(shop) - usual;

        Assert.That(cost, Is.AtMost(5));
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));

        // The list of October is empty while its count says 11, and another cart is gone besides.
        shop.Now = shop.Now.AddDays(1);
        shop.Answer = (question, page) => question is "listed" or "whole" && page.Rows.All(row => row.At < _november)
            ? page with { Rows = [] } : page;
        await ReadAsync(shop);
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth), "each was asked for by its id");
    }

    [Test]
    [Fault("killed while the history is read")]
    public async Task A_fill_that_is_killed_goes_on_with_the_page_after_the_last_and_keeps_an_edit_between()
    {
        var shop = new QuietShop(2).With(4, _october.AddMonths(-1)).With(4, _october).With(4, _november);
        using var whole = new ChangeReader();
        await whole.RunAsync(shop, () => true);
        shop.Asked.Clear();
        var pages = 0;
        shop.Before = question =>
        {
            if (question == "whole" && ++pages == 4)
                throw new KilledException();
        };
        await Assert.ThatAsync(() => _reader.RunAsync(shop, () => true), Throws.TypeOf<KilledException>());

        // Of the newest month, which was read first, and of the one that was being read.
        shop.Now = shop.Now.AddMinutes(5);
        shop.Edit(12, shop.Now);
        shop.Edit(8, shop.Now);
        await ReadAsync(shop);

        Assert.That(shop.Asked.Count(question => question == "whole"), Is.EqualTo(3 + 1 + 3), "three, one that was killed, three");
        Assert.That(shop.Asked, Does.Not.Contain("fetch"), "no comparison had to find the edits");
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
        await whole.RunAsync(shop, () => true);
        Assert.That(_reader.Carts(shop), Is.EqualTo(whole.Carts(shop)));
    }

    [Test]
    [Fault("deadline within a list of changes")]
    public async Task A_pass_that_ran_out_of_time_is_gone_on_with()
    {
        var shop = new QuietShop(5).With(40, _november);
        await ReadAsync(shop);
        foreach (var id in Enumerable.Range(1, 30))
            shop.Edit(id, shop.Now.AddSeconds(id));
        shop.Now = shop.Now.AddMinutes(15);

        var left = 4;
        await _reader.RunAsync(shop, () => left-- > 0);
        Assert.That(_reader.Carts(shop), Is.Not.EqualTo(shop.Truth), "there was not enough time");
        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    [Fault("shop whose clock is wrong")]
    public async Task A_shop_whose_clock_is_wrong_is_read_by_its_own_clock()
    {
        var shop = new QuietShop(5).With(10, _november);
        shop.Now = DateTime.UnixEpoch.AddYears(57).AddMinutes(-20);
        await ReadAsync(shop);
        shop.Now = shop.Now.AddMinutes(5);
        shop.Edit(3, shop.Now.AddMinutes(-1));

        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    [Fault("import dated before all that was there")]
    public async Task An_import_that_is_dated_before_all_that_was_there_is_found_by_the_next_run()
    {
        var shop = new QuietShop(5).With(10, _november);
        await ReadAsync(shop);
        shop.Carts.Add(new QuietShop.Cart(99, _october.AddYears(-2), _october.AddYears(-2), 0));
        shop.Now = shop.Now.AddMinutes(15);

        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    [Fault("edit that moves no time")]
    public async Task An_edit_that_moves_no_time_is_found_within_a_night()
    {
        var shop = new QuietShop(5).With(10, _november);
        await ReadAsync(shop);
        shop.Edit(3, null);
        shop.Now = shop.Now.AddMinutes(15);
        await ReadAsync(shop);
        Assert.That(_reader.Carts(shop), Is.Not.EqualTo(shop.Truth));

        shop.Now = shop.Now.Date.AddDays(1).AddMinutes(1);
        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    [Fault("most of a month is gone")]
    public async Task Of_a_small_month_most_may_be_gone_at_once()
    {
        var shop = new QuietShop(5).With(3, _october).With(10, _november);
        await ReadAsync(shop);
        shop.Carts.RemoveRange(0, 2);
        shop.Now = shop.Now.AddMinutes(15);

        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    [Fault("most of a month is gone")]
    public async Task Of_a_large_month_most_is_removed_once_a_later_look_agrees()
    {
        var shop = new QuietShop(5).With(12, _october).With(10, _november);
        await ReadAsync(shop);
        shop.Carts.RemoveRange(0, 8);
        shop.Now = shop.Now.AddMinutes(15);
        await ReadAsync(shop);
        Assert.That(_reader.Carts(shop), Has.Count.EqualTo(22), "a fault of the shop is likelier");

        shop.Now = shop.Now.AddHours(21);
        await ReadAsync(shop);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    /// <summary>Reads with all the time there is.</summary>
    /// <returns>How many requests it took.</returns>
    private async Task<int> ReadAsync(QuietShop shop)
    {
        var before = shop.Asked.Count;
        await _reader.RunAsync(shop, () => true);
        return shop.Asked.Count - before;
    }

    /// <summary>Lets one of the answers about changes lack a cart.</summary>
    /// <param name="answer">Which one, counted from 1.</param>
    private static void LoseOnce(QuietShop shop, int answer, int id)
    {
        var answers = 0;
        shop.Answer = (question, page) => question == "changed" && ++answers == answer
            ? page with { Rows = [.. page.Rows.Where(row => row.Id.Key != id)] } : page;
    }

    private sealed class KilledException : Exception;
}
