using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Changes;

/// <summary>What becomes of months that take longer to read than a run has time for.</summary>
public sealed class CutReadingTests : IDisposable
{
    private static readonly DateTime _october = new(2026, 10, 3, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _november = new(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc);

    private readonly ChangeReader _reader = new();
    private readonly QuietShop _shop = new QuietShop(20).With(12, _october).With(10, _november);

    public void Dispose() => _reader.Dispose();

    [Test]
    [Fault("month longer than a run may take")]
    public async Task A_month_that_takes_longer_than_a_run_is_read_in_full_by_several()
    {
        var shop = new QuietShop(2).With(12, _october);
        await _reader.RunAsync(shop, () => true);
        shop.Edit(1, _october.AddDays(-1));
        shop.Asked.Clear();

        for (var run = 0; run < 3; run++)
        {
            var left = 4;
            await _reader.RunAsync(
                shop, () => left-- > 0, window: new ExtractWindow(new DateOnly(2026, 10, 3), new DateOnly(2026, 10, 3)));
        }

        Assert.That(shop.Asked.Count(question => question == "whole"), Is.InRange(6, 9), "no page twice but the one at each cut");
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }

    [Test]
    public async Task A_reading_that_was_cut_is_gone_on_with_only_for_the_same_days_and_first_of_all_at_night()
    {
        var shop = new QuietShop(2).With(12, _october).With(2, _november);
        await _reader.RunAsync(shop, () => true);
        await CutAsync(4, new ExtractWindow(new DateOnly(2026, 10, 3), new DateOnly(2026, 10, 4)));
        Assert.That(_reader.Held!.Changes!.Months[0].Cut, Is.Not.Null);
        // Of the last page, which was read before it was cut.
        shop.Edit(12, null);

        await CutAsync(20, new ExtractWindow(new DateOnly(2026, 10, 3), new DateOnly(2026, 10, 5)));
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth), "other days are read from their beginning");

        await CutAsync(4, new ExtractWindow(new DateOnly(2026, 10, 3), new DateOnly(2026, 10, 4)));
        var cut = _reader.Held!.Changes!.Months[0].Cut!.Rows / 2;
        shop.Now = shop.Now.Date.AddDays(1).AddMinutes(1);
        shop.Asked.Clear();
        await _reader.RunAsync(shop, () => true);
        Assert.That(_reader.Held!.Changes!.Months[0].Cut, Is.Null);
        Assert.That(shop.Asked.Count(question => question == "whole"), Is.EqualTo(cut));

        async Task CutAsync(int questions, ExtractWindow days) => await _reader.RunAsync(shop, () => questions-- > 0, window: days);
    }

    [Test]
    public async Task A_reading_that_was_cut_outlives_a_comparison_by_the_list_that_is_cut_too()
    {
        var shop = new QuietShop(2).With(12, _october);
        await _reader.RunAsync(shop, () => true);
        var questions = 4;
        await _reader.RunAsync(
            shop, () => questions-- > 0, window: new ExtractWindow(new DateOnly(2026, 10, 3), new DateOnly(2026, 10, 4)));
        var cut = _reader.Held!.Changes!.Months[0].Cut;
        shop.Carts.RemoveAt(11);
        shop.Now = shop.Now.AddHours(2);

        shop.Asked.Clear();
        await _reader.RunAsync(shop, () => shop.Asked.Count(question => question == "listed") < 3);

        Assert.That(shop.Asked, Does.Contain("listed"));
        Assert.That((cut is not null, _reader.Held!.Changes!.Months[0].Cut), Is.EqualTo((true, cut)));
    }

    [Test]
    [Fault("month longer than a run may take")]
    public async Task A_backfill_of_months_that_take_a_run_each_reads_none_of_them_twice()
    {
        var shop = new QuietShop(2).With(12, _october).With(12, _november);
        await _reader.RunAsync(shop, () => true);
        shop.Asked.Clear();
        for (var run = 0; run < 3; run++)
        {
            var before = shop.Asked.Count;
            await _reader.RunAsync(
                shop, () => shop.Asked.Skip(before).Count(question => question == "whole") < 5,
                window: new ExtractWindow(new DateOnly(2026, 10, 3), new DateOnly(2026, 11, 4)));
        }
        Assert.That(shop.Asked.Count(question => question == "whole"), Is.InRange(12, 14), "six pages each, and one at each cut");
        Assert.That(_reader.Held!.Changes!.Months.Select(month => month.Cut), Is.All.Null);
    }

    [Test]
    public async Task Days_that_are_asked_for_are_read_although_the_changes_of_the_shop_took_all_the_time()
    {
        await _reader.RunAsync(_shop, () => true);
        _shop.Edit(2, null);

        await _reader.RunAsync(_shop, () => false, window: new ExtractWindow(new DateOnly(2026, 10, 3), new DateOnly(2026, 10, 3)));

        Assert.That(_reader.Carts(_shop), Is.EqualTo(_shop.Truth));
    }

    [Test]
    public async Task A_comparison_that_ran_out_of_time_removes_nothing_and_keeps_what_it_found()
    {
        var shop = new QuietShop(2).With(12, _october);
        await _reader.RunAsync(shop, () => true);
        shop.Edit(11, null);
        // So many that the whole month is compared.
        shop.Carts.RemoveRange(0, 6);
        shop.Now = shop.Now.AddMinutes(5);

        var left = 4;
        await _reader.RunAsync(shop, () => left-- > 0);
        var held = _reader.Carts(shop);
        Assert.That((held.Count, held[11] == shop.Truth[11]), Is.EqualTo((12, true)));

        await _reader.RunAsync(shop, () => true);
        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }
}
