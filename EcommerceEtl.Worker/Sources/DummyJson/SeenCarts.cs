using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Worker.Sources.DummyJson;

/// <summary>Adds to each cart when it was first seen, since the shop states no date of it. That is remembered in the landing zone: a cart
/// that is held keeps its time, and a new one is of the time at which the shop answered with it.</summary>
internal sealed class SeenCarts(Ask ask)
{
    /// <summary>The field that is added, at the end of the cart: a time (UTC).</summary>
    public const string Field = "first_seen";

    private IReadOnlyDictionary<long, byte[]>? _held;
    private DateTime _now;

    /// <summary>Takes notice of the shop's time.</summary>
    public void Answered(JsonAnswer answer) => _now = answer.Time;

    /// <summary>Adds their time to the carts of a page, and passes those over that were not asked for.</summary>
    public async Task<ListPage> RememberAsync(ListPage page, CancellationToken cancellationToken)
    {
        _held ??= ask.Held is null ? ImmutableDictionary<long, byte[]>.Empty : await ask.Held(cancellationToken);
        return page with { Rows = [.. page.Rows.Select(row => row with { Element = Remembered(row.Element!) })] };
    }

    private byte[]? Remembered(byte[] cart)
    {
        // What is no object, or an empty one, is no cart: the mapping says so.
        if (JsonElement.Parse(cart) is not { ValueKind: JsonValueKind.Object } stated || !stated.EnumerateObject().Any())
            return cart;
        var seen = JsonIds.TryReadKey(cart, IdForm.Number, out var key, out _) && _held!.TryGetValue(key, out var earlier)
            && JsonElement.Parse(earlier).TryGetProperty(Field, out var time) && time.ValueKind == JsonValueKind.String
            && time.TryGetDateTime(out var then) ? then.ToUniversalTime() : _now;
        return ask.Window?.Holds(seen) == false
            ? null
            : [.. cart[..^1], .. Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $",\"{Field}\":\"{seen:yyyy-MM-dd'T'HH:mm:ss'Z'}\"}}"))];
    }
}
