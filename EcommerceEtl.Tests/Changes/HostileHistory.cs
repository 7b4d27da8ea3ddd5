using System.Text.RegularExpressions;

namespace EcommerceEtl.Tests.Changes;

/// <summary>One history of a <see cref="HostileShop"/>: a while in which it is read while it goes on and lies, with kills, deadlines and
/// runs that fail; then a while in which things happen that are tracked one by one; then it is quiet.</summary>
internal sealed partial class HostileHistory : IDisposable
{
    /// <summary>Runs after the tracked happenings that are counted one by one, a quarter of an hour apart; then nights are.</summary>
    public const int MostRuns = 6;

    private readonly int _seed;
    private readonly Random _draw;
    private readonly HostileShop _shop;
    private readonly DateTime? _oldest;
    private readonly ChangeReader _reader = new();
    private readonly Dictionary<long, (string Created, string First)> _memory = [];

    public HostileHistory(int seed)
    {
        (_seed, _draw) = (seed, new Random(seed));
        Months = _draw.Next(1, 5);
        _shop = new HostileShop(seed, Months, pageSize: _draw.Next(2, 8));
        _shop.Open(_draw.Next(0, 120));
        _oldest = _draw.Next(4) == 0 ? _shop.Now.Date.AddDays(-_draw.Next(30 * Months)) : null;
    }

    /// <summary>How many months of thirty days its carts were first made in.</summary>
    public int Months { get; }

    /// <summary>Carts that were compared at the end of active runs, and how many of them were wrong.</summary>
    public long Carts { get; private set; }

    public long Wrong { get; private set; }

    public int Requests => _shop.Requests;

    /// <summary>How long each tracked cart was held wrongly.</summary>
    public List<(Happening Slowest, Lasting Time)> Lasted { get; } = [];

    /// <summary>True if a cart of the shop was not held after some run: together with one that is gone the count stays the same.</summary>
    public bool HasLacked { get; private set; }

    /// <summary>Nights after which nothing was wrong any more.</summary>
    public int Nights { get; private set; }

    public void Dispose() => _reader.Dispose();

    /// <summary>Tells it to its end.</summary>
    public async Task TellAsync()
    {
        await GoOnAsync();
        (_shop.IsActive, _shop.Lies, _shop.Asked) = (false, false, () => { });
        // What a lie made the reader believe of a count holds until the night.
        do
            await RunAsync(TimeSpan.FromDays(1));
        while (_reader.Held!.Changes is { Pass: not null } or { IsWhole: false });
        await TrackAsync();
    }

    private async Task GoOnAsync()
    {
        for (var runs = _draw.Next(4, 24); runs > 0; runs--)
        {
            _shop.Pass(TimeSpan.FromMinutes(_draw.Next(15, 240)), most: 4);
            var left = _draw.Next(4) == 0 ? _draw.Next(1, 20) : int.MaxValue;
            var time = _draw.Next(3) == 0 ? _draw.Next(1, 15) : int.MaxValue;
            _shop.Asked = () =>
            {
                time--;
                if (left-- == 0)
                    throw new KilledException();
            };
            try
            {
                await _reader.RunAsync(_shop, () => time > 0, accept: _draw.Next(10) > 0, oldest: _oldest);
            }
            catch (Exception ended) when (ended is KilledException or EtlException)
            {
                continue;
            }
            if (_reader.Held is not { Changes.IsWhole: true })
                continue;
            var (held, truth) = (Held(), Truth());
            Carts += truth.Count;
            Wrong += truth.Keys.Union(held.Keys).Count(id => IsWrong(id, held, truth));
        }
    }

    /// <summary>Lets things happen, and sees how long each is held wrongly.</summary>
    private async Task TrackAsync()
    {
        var (held, truth) = (Held(), Truth());
        _shop.Track(id => !IsWrong(id, held, truth));
        _shop.IsActive = true;
        for (var times = 0; times < 4; times++)
            _shop.Pass(TimeSpan.FromMinutes(5), most: 4);
        _shop.IsActive = false;

        Dictionary<long, Lasting> last = [];
        for (var run = 0; run < MostRuns; run++)
        {
            await RunAsync(TimeSpan.FromMinutes(15));
            See(new Lasting(run + 1, 0));
        }
        for (var night = 0; ; night++)
        {
            _shop.Pass(TimeSpan.FromDays(1), most: 0);
            for (var runs = 0; runs < MostRuns; runs++)
                await RunAsync(TimeSpan.FromMinutes(15));
            if (!See(new Lasting(MostRuns, night + 1)))
            {
                Nights = night;
                break;
            }
            // One night for each month that only reading it in full shows, and two for what waits for a second look.
            Assert.That(night, Is.LessThan(Months + 4), () => $"Seed {_seed}: held {string.Join("\n", Held().Except(Truth()))}\n"
                + $"shop {string.Join("\n", Truth().Except(Held()))}");
        }
        Assert.That(
            _reader.Held!.Changes!.Months.Select(month => month.Elements).Sum(), Is.EqualTo(Truth().Count), $"Seed {_seed}: counts");
        Lasted.AddRange(_shop.Happened.Select(cart => (cart.Slowest, last.GetValueOrDefault(cart.Id))));

        bool See(Lasting now)
        {
            (held, truth) = (Held(), Truth());
            HasLacked |= truth.Keys.Except(held.Keys).Any();
            foreach (var (id, _) in _shop.Happened.Where(cart => IsWrong(cart.Id, held, truth)))
                last[id] = now;
            return truth.Keys.Union(held.Keys).Any(id => IsWrong(id, held, truth));
        }
    }

    private async Task RunAsync(TimeSpan later)
    {
        _shop.Pass(later, most: 0);
        await _reader.RunAsync(_shop, () => true, oldest: _oldest);
    }

    private SortedDictionary<long, string> Truth() =>
        new(_shop.Truth(_oldest).ToDictionary(cart => cart.Key, cart => Plain(cart.Value)));

    /// <summary>What is held, without what is remembered, which must not be forgotten.</summary>
    private SortedDictionary<long, string> Held()
    {
        SortedDictionary<long, string> held = [];
        foreach (var (id, element) in _reader.Carts(_shop))
        {
            var plain = Plain(element);
            held.Add(id, plain);
            var first = Seen().Match(element) is { Success: true } seen ? seen.Groups[1].Value : Listed().Match(plain).Groups[1].Value;
            var created = Created().Match(plain).Value;
            if (_memory.TryGetValue(id, out var before) && before.Created == created && _shop.WasAlwaysThere(id))
                Assert.That(first, Is.EqualTo(before.First), $"Seed {_seed}: cart {id} is not forgotten");
            _memory[id] = (created, first);
        }
        return held;
    }

    private static bool IsWrong(long id, SortedDictionary<long, string> held, SortedDictionary<long, string> truth) =>
        held.GetValueOrDefault(id) != truth.GetValueOrDefault(id);

    private static string Plain(string element) => Seen().Replace(element.Replace(" ", "", StringComparison.Ordinal), "");

    [GeneratedRegex(",\"seen\":(\\d+)")]
    private static partial Regex Seen();

    [GeneratedRegex("\"listed\":(\\d+)")]
    private static partial Regex Listed();

    [GeneratedRegex("\"created\":\"[^\"]+\"")]
    private static partial Regex Created();

    private sealed class KilledException : Exception;
}

/// <summary>How long something was held wrongly: after so many runs of the same day, and after so many nights, it still was.</summary>
internal readonly record struct Lasting(int Runs, int Nights);
