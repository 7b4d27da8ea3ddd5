using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Changes;

/// <summary>What comparing months with the shop's lists finds, what it leaves alone, and what it does not ask again.</summary>
public sealed class MonthCaseTests : IDisposable
{
    private static readonly DateTime _october = new(2026, 10, 3, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _november = new(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc);

    private readonly ChangeReader _reader = new();
    private readonly QuietShop _shop = new QuietShop(20).With(12, _october).With(10, _november);

    public void Dispose() => _reader.Dispose();

    [Test]
    public async Task Edits_that_move_no_time_are_found_in_all_months_of_a_night()
    {
        await ReadAsync();
        _shop.Edit(3, null);
        _shop.Edit(15, null);

        await ReadAtNightAsync();

        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    [Test]
    public async Task A_cart_that_went_back_to_an_earlier_time_is_found_within_a_night()
    {
        await ReadAsync();
        _shop.Edit(15, _november.AddHours(-2));

        await ReadAtNightAsync();

        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    [Test]
    public async Task A_cart_that_went_back_to_an_earlier_time_is_found_by_reading_its_days_again()
    {
        await ReadAsync();
        _shop.Edit(15, _november.AddHours(-2));

        await _reader.RunAsync(_shop, () => true, window: new ExtractWindow(new DateOnly(2026, 11, 3), new DateOnly(2026, 11, 3)));

        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    [Test]
    public async Task An_answer_that_lacks_a_cart_by_mistake_removes_nothing()
    {
        await ReadAsync();
        // The list and the answer to the id say that there is one more than they show.
        _shop.Answer = (_, page) => page with { Rows = [.. page.Rows.Where(row => row.Id.Key != 15)] };

        await ReadAtNightAsync();

        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    [Test]
    public async Task A_cart_of_the_last_hour_that_a_list_does_not_show_yet_stays()
    {
        await ReadAsync();
        _shop.Now = _shop.Now.Date.AddDays(1).AddMinutes(-5);
        _shop.Carts.Add(new QuietShop.Cart(99, _shop.Now.AddMinutes(-5), _shop.Now.AddMinutes(-5), 0));
        await ReadAsync();
        _shop.Answer = (_, page) => page with
        {
            Rows = [.. page.Rows.Where(row => row.Id.Key != 99)],
            Total = page.Total - page.Rows.Count(row => row.Id.Key == 99),
        };

        await ReadAtNightAsync();

        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    [Test]
    public async Task A_cart_that_was_too_new_to_be_removed_is_removed_later_the_same_day()
    {
        await ReadAsync();
        _shop.Edit(15, _shop.Now);
        await ReadAsync();
        _shop.Carts.RemoveAll(cart => cart.Id == 15);
        _shop.Now = _shop.Now.AddMinutes(5);
        await ReadAsync();
        Assert.That(_reader.Carts(_shop), Has.Count.EqualTo(22), "the list may lag behind");

        _shop.Now = _shop.Now.AddHours(2);
        await ReadAsync();

        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    [Test]
    public async Task A_month_whose_count_stays_greater_than_its_list_is_compared_once()
    {
        await ReadAsync();
        _shop.Asked.Clear();
        // Of both months, and of November.
        _shop.Answer = (question, page) =>
            question is "count" or "listed" && page.Total is 22 or 10 ? page with { Total = page.Total + 1 } : page;
        await ReadAsync();
        Assert.That(_shop.Asked, Does.Contain("listed"));
        _shop.Asked.Clear();

        await ReadAsync();

        Assert.That(_shop.Asked, Does.Not.Contain("listed"));
    }

    [Test]
    [Fault("most of a month is gone")]
    public async Task Most_of_a_month_is_not_removed_bit_by_bit_where_the_time_runs_out()
    {
        var shop = new QuietShop(2).With(12, _october).With(10, _november);
        await _reader.RunAsync(shop, () => true);
        shop.Carts.RemoveRange(0, 8);
        shop.Now = shop.Now.AddMinutes(15);

        shop.Asked.Clear();
        await _reader.RunAsync(shop, () => shop.Asked.Count(question => question == "fetch") < 2);

        Assert.That(shop.Asked, Does.Contain("fetch"));
        Assert.That(_reader.Carts(shop), Has.Count.EqualTo(22));
    }

    [Test]
    [Fault("most of a month is gone")]
    public async Task Of_a_shop_with_too_many_carts_for_a_night_the_last_days_are_compared_and_what_most_seemed_gone_of()
    {
        var shop = new QuietShop(1).With(12, Of(5)).With(12, Of(6)).With(12, Of(7)).With(2, Of(8)).With(10, _november);
        // So many that their list has more pages than a night's.
        shop.Answer = (question, page) => question == "count" && page.Total > 30 ? page with { Total = page.Total + 2_000 } : page;
        await _reader.RunAsync(shop, () => true);
        shop.Edit(15, null);
        shop.Edit(40, null);
        await NextAsync(TimeSpan.FromDays(1));
        var (held, truth) = (_reader.Carts(shop), shop.Truth);
        Assert.That((held[40] == truth[40], held[15] == truth[15]), Is.EqualTo((true, false)), "the first night reads May in full");

        shop.Carts.RemoveAll(cart => cart.Id is > 24 and <= 32);
        await NextAsync(TimeSpan.FromMinutes(15));
        Assert.That(_reader.Carts(shop), Has.Count.EqualTo(48), "a fault of the shop is likelier");
        await NextAsync(TimeSpan.FromHours(21));
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth), "the second night reads June in full, and July is looked at once more");

        async Task NextAsync(TimeSpan time)
        {
            shop.Now += time;
            await _reader.RunAsync(shop, () => true);
        }

        static DateTime Of(int month) => new(2026, month, 3, 0, 0, 0, DateTimeKind.Utc);
    }

    [Test]
    [Fault("answer whose clock is a day ahead")]
    public async Task An_answer_with_a_clock_that_is_a_day_ahead_hides_nothing_that_changes_later()
    {
        await ReadAsync();
        var now = _shop.Now;
        _shop.Now = now.AddDays(1);
        await ReadAsync();
        _shop.Now = now.AddMinutes(15);
        _shop.Edit(3, null);
        await ReadAsync();
        _shop.Edit(4, _shop.Now);

        await ReadAsync();

        Assert.That(_reader.Carts(_shop)[4], Is.EqualTo(_shop.Truth[4]));
    }

    [Test]
    [Fault("answer whose clock is a day ahead")]
    public async Task A_single_answer_with_a_clock_that_is_two_hours_ahead_hides_nothing_that_changes_meanwhile()
    {
        await ReadAsync();
        var answers = 0;
        _shop.Answer = (_, page) => ++answers == 1 ? page with { ShopTime = page.ShopTime.AddHours(2) } : page;
        await ReadAsync();
        _shop.Edit(4, _shop.Now.AddMinutes(5));
        _shop.Now = _shop.Now.AddHours(4);

        await ReadAsync();

        Assert.That(_reader.Carts(_shop)[4], Is.EqualTo(_shop.Truth[4]));
    }

    [Test]
    [Fault("count of nothing by mistake")]
    public async Task A_single_count_of_nothing_does_not_end_the_history()
    {
        var counts = 0;
        // The count of all, that before the first month, that of the first month; then that of what is left.
        _shop.Answer = (question, page) => question == "count" && page.Total == 12 && ++counts == 1 ? page with { Total = 0 } : page;

        await ReadAsync();

        Assert.That(counts, Is.GreaterThan(1));
        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    private async Task ReadAsync()
    {
        _shop.Now = _shop.Now.AddSeconds(1);
        await _reader.RunAsync(_shop, () => true);
    }

    private async Task ReadAtNightAsync()
    {
        _shop.Now = _shop.Now.Date.AddDays(1).AddMinutes(1);
        await ReadAsync();
    }
}
