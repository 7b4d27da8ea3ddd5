using System.Text.Json;
using EcommerceEtl.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Sandbox;

/// <summary>A shop at a chosen moment and its lists as JSON.</summary>
internal sealed class ShopReading : IDisposable
{
    /// <summary>A Tuesday at noon.</summary>
    public static readonly DateTimeOffset Opening = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly SampleStore _store;

    public ShopReading(double secondsAfterOpening = 0, long seed = 7, int size = 500)
    {
        Clock = new FakeTimeProvider(Opening.AddSeconds(secondsAfterOpening));
        _store = new SampleStore(new ShopSettings(seed, size, Opening), Clock);
    }

    public FakeTimeProvider Clock { get; }

    public SampleStore Store => _store;

    public List<JsonElement> Carts => Parse(_store.Carts());

    public List<JsonElement> Products => Parse(_store.Products());

    public List<JsonElement> Users => Parse(_store.Users());

    public void Forward(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    public void Dispose() => _store.Dispose();

    public static List<JsonElement> Parse(ShopAnswer answer)
    {
        using var document = JsonDocument.Parse(answer.Body);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }
}
