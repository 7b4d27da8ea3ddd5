namespace EcommerceEtl.Tests.Changes;

/// <summary>The night in which the clocks go back, in a shop that filters by UTC and sorts by its local time.</summary>
public sealed class ClockChangeTests : IDisposable
{
    /// <summary>03:00 becomes 02:00 in Berlin.</summary>
    private static readonly DateTime _change = new(2026, 10, 25, 1, 0, 0, DateTimeKind.Utc);

    private readonly ChangeReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [Test]
    public async Task What_changed_in_the_doubled_hour_is_read_though_the_list_is_not_in_the_order_of_its_times()
    {
        var shop = new QuietShop(3) { SortedBy = cart => cart.Changed < _change ? cart.Changed.AddHours(2) : cart.Changed.AddHours(1) }
            .With(8, _change.AddDays(-3));
        shop.Now = _change.AddHours(-1);
        await _reader.RunAsync(shop, () => true);
        // 02:20 to 02:50 in summer, and 02:05 to 02:35 in winter.
        foreach (var id in Enumerable.Range(1, 4))
        {
            shop.Edit(id, _change.AddMinutes(-50 + 10 * id));
            shop.Edit(id + 4, _change.AddMinutes(-5 + 10 * id));
        }
        shop.Now = _change.AddHours(1);

        await _reader.RunAsync(shop, () => true);

        Assert.That(_reader.Carts(shop), Is.EqualTo(shop.Truth));
    }
}
