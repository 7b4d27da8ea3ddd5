using System.Text;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Landing.Changes;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Reading;

namespace EcommerceEtl.Tests.Changes;

/// <summary>Where all carts have to be read anew although the landing zone is there, what a kind remembers of them is not lost. The shop's
/// kind keeps the first version of each cart for ever, and the shop has edited all of them since.</summary>
public sealed class EarlierCartsTests : IDisposable
{
    private static readonly DateTime _october = new(2026, 10, 3, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _november = new(2026, 11, 3, 0, 0, 0, DateTimeKind.Utc);
    private static readonly EntityFields _fewer = HostileShop.Fields with { Kept = Without("hidden") };

    private readonly ChangeReader _reader = new();
    private readonly QuietShop _shop = new QuietShop(4) { NeverForgets = true }.With(12, _october).With(10, _november);

    public void Dispose() => _reader.Dispose();

    [Test]
    [Fault("all is read anew with the landing zone still there")]
    public async Task Other_fields_lose_no_memory_and_leave_nothing_behind_that_must_not_land()
    {
        var first = await BeginAsync();
        _reader.Land(_fewer);

        await ReadAsync();

        Assert.That(_reader.Carts(_shop), Is.EqualTo(WithoutHidden(first)));
        Assert.That(_reader.Held!.Changes!.Earlier, Is.Null, "the history is complete");
    }

    [Test]
    public async Task A_damaged_file_costs_the_memory_of_its_own_carts_alone()
    {
        var first = await BeginAsync();
        var damaged = _reader.Damage(_shop);

        await ReadAsync();

        Assert.That(damaged, Is.Not.Empty);
        foreach (var id in damaged)
            first[id] = _shop.Truth[id];
        Assert.That(_reader.Carts(_shop), Is.EqualTo(first));
    }

    [Test]
    public async Task A_shop_that_moved_loses_no_memory()
    {
        var first = await BeginAsync();
        _reader.Move("https://moved.example");

        await ReadAsync();

        Assert.That(_reader.Carts(_shop), Is.EqualTo(first));
    }

    [Test]
    public void A_cart_that_was_created_at_another_time_is_another_one()
    {
        var root = Directory.CreateTempSubdirectory("earlier-");
        try
        {
            var folders = new LandingFolders(root.FullName, "shop");
            Directory.CreateDirectory(folders.Partial);
            var files = new ChunkFiles(folders, TimeProvider.System);
            var (first, second) = (Bytes(_shop.Truth[5]), Bytes(_shop.Truth[6]));
            var chunk = new ChunkBuffer();
            chunk.Append(first);
            chunk.EndLine();
            var earlier = new EarlierCarts(files, [[files.Write(chunk) with { FirstKey = 5 }]], _shop.StampOf, _shop.Carry);
            var stamp = _shop.StampOf(first);

            Assert.That(earlier.Complete(stamp, second), Is.EqualTo(first));
            Assert.That(earlier.Complete(stamp with { Created = stamp.Created.AddMinutes(1) }, second), Is.EqualTo(second));
            Assert.That(earlier.Complete(stamp with { Id = new ElementId(4, null) }, second), Is.EqualTo(second));
        }
        finally
        {
            root.Delete(recursive: true);
        }

        static byte[] Bytes(string element) => Encoding.UTF8.GetBytes(element);
    }

    [Test]
    public async Task Memory_lasts_through_runs_that_are_cut_and_a_second_time_that_all_is_read_anew()
    {
        var first = await BeginAsync();
        _reader.Land(_fewer);
        // A first part of the history is accepted, then other fields are asked for again.
        await CutAsync(6);
        Assert.That(_reader.Held!.Changes, Is.Not.Null.And.Property("IsWhole").False.And.Property("Earlier").Not.Null);
        _reader.Land(HostileShop.Fields);

        for (var run = 0; run < 3; run++)
            await CutAsync(3);
        await ReadAsync();

        Assert.That(WithoutHidden(_reader.Carts(_shop)), Is.EqualTo(WithoutHidden(first)));
    }

    [Test]
    public async Task Memory_is_kept_until_what_the_history_lacked_was_found_by_comparing()
    {
        var first = await BeginAsync();
        _reader.Move("https://moved.example");
        // A page of October lacks a cart, and there is no time left to compare the month.
        var lists = 0;
        _shop.Answer = (question, page) => question == "whole" && page.Rows.Any(row => row.Id.Key == 5)
            ? page with { Rows = [.. page.Rows.Where(row => row.Id.Key != 5)] } : page;
        _shop.Before = question => lists += question == "listed" ? 1 : 0;
        var oldest = _october.AddDays(-2);
        await _reader.RunAsync(_shop, () => lists < 4, oldest: oldest);
        _shop.Answer = (_, page) => page;
        Assert.That(_reader.Carts(_shop).Keys, Does.Not.Contain(5L));

        for (var run = 0; run < 3; run++)
            await _reader.RunAsync(_shop, () => true, oldest: oldest);

        Assert.That(_reader.Carts(_shop), Is.EqualTo(first));
        Assert.That(_reader.Held!.Changes!.Earlier, Is.Null);
    }

    private static Dictionary<string, LeafForm> Without(string name) =>
        HostileShop.Fields.Kept.Where(leaf => leaf.Key != name).ToDictionary(leaf => leaf.Key, leaf => leaf.Value);

    private static SortedDictionary<long, string> WithoutHidden(SortedDictionary<long, string> carts) => new(carts.ToDictionary(
        cart => cart.Key,
        cart => cart.Value.Replace(" ", "", StringComparison.Ordinal).Replace(",\"hidden\":0", "", StringComparison.Ordinal)));

    /// <summary>Reads the shop, which then edits all of its carts.</summary>
    private async Task<SortedDictionary<long, string>> BeginAsync()
    {
        await ReadAsync();
        var first = _reader.Carts(_shop);
        _shop.Now = _shop.Now.AddHours(2);
        foreach (var cart in first.Keys)
            _shop.Edit((int)cart, _shop.Now.AddMinutes(-90).AddSeconds(cart));
        return first;
    }

    private Task ReadAsync() => _reader.RunAsync(_shop, () => true);

    private Task CutAsync(int questions) => _reader.RunAsync(_shop, () => questions-- > 0);
}
