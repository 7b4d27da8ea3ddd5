using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;

namespace EcommerceEtl.Tests.Model;

/// <summary>A cart's rows as the comparison writes them.</summary>
/// <param name="Row">The row of <c>carts</c>, without its run.</param>
/// <param name="Lines">The rows of <c>cart_lines</c>.</param>
/// <param name="Unpriced">Lines without a price.</param>
/// <param name="RunId">The run that wrote it.</param>
/// <param name="Day">Its day.</param>
/// <param name="Orders">1 if something was bought.</param>
/// <param name="Revenue">What was bought, in money.</param>
internal sealed record ReferenceCart(
    string Row, ImmutableArray<string> Lines, int Unpriced, long RunId, string Day, int Orders, decimal Revenue)
{
    public bool SameContent(ReferenceCart other) => Row == other.Row && Lines.SequenceEqual(other.Lines);
}

/// <summary>
/// The funnel written a second time from its description: 60 % of the lines were added to the cart, half of those bought, chosen by the
/// XXH3 of seed, store, cart, product and ordinal; division and remainder in place of shifts and masks.
/// </summary>
internal sealed record ReferenceRules(string Store, string Seed, decimal AddRate, decimal BuyRate, string Zone)
{
    private const ulong TwentyBits = 1_048_576;

    public ReferenceCart Project(long id, CartFacts stated, Func<long, DateTime, decimal?> priceAt, long runId)
    {
        var cart = stated.Day is { } date ? stated with { PlacedAt = Begins(date, Zone) } : stated;
        var day = Day(TimeZoneInfo.ConvertTime(cart.PlacedAt, TimeZoneInfo.Utc, TimeZoneInfo.FindSystemTimeZoneById(Zone)));
        List<string> rows = [];
        decimal gross = 0, units = 0, revenue = 0;
        var (carted, bought, unpriced) = (0, 0, 0);
        for (var i = 0; i < cart.Lines.Length; i++)
        {
            var line = cart.Lines[i];
            var ordinal = cart.Lines.Take(i + 1).Count(other => other.Product == line.Product);
            var draw = Draw(id, line.Product, ordinal);
            var added = draw % TwentyBits < Threshold(AddRate);
            var sold = added && draw / TwentyBits % TwentyBits < Threshold(BuyRate);
            var price = line.Product is { } product ? priceAt(product, cart.PlacedAt) : null;
            unpriced += price is null ? 1 : 0;
            carted += added ? 1 : 0;
            bought += sold ? 1 : 0;
            gross += line.Quantity * (price ?? 0);
            units += sold ? line.Quantity : 0;
            revenue += sold ? line.Quantity * (price ?? 0) : 0;
            var viewed = cart.PlacedAt.AddSeconds(-(double)(300 + draw / (TwentyBits * TwentyBits) % 4096 % 1501));
            var purchased = cart.PlacedAt.AddSeconds(60 + draw / (TwentyBits * TwentyBits * 4096) % 541);
            rows.Add(string.Join(
                '|', id, i + 1, line.Product?.ToString(CultureInfo.InvariantCulture) ?? "-", Number(line.Quantity), price is { } known
                    ? Number(known) : "-",
                day, Time(viewed), added ? Time(cart.PlacedAt) : "-", sold ? Time(purchased) : "-"));
        }
        var row = string.Join(
            '|', id, cart.User?.ToString(CultureInfo.InvariantCulture) ?? "-", Time(cart.PlacedAt), day, Flag(cart.Lines.Length > 0),
            Flag(carted > 0), Flag(bought > 0),
            cart.Lines.Length, Number(gross), Number(units), Number(revenue));
        return new ReferenceCart(row, [.. rows], unpriced, runId, day, bought > 0 ? 1 : 0, revenue);
    }

    public static string Number(decimal value) => value.ToString("0.#######", CultureInfo.InvariantCulture);

    public static string Time(DateTime? utc) =>
        utc is { } time ? time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) : "-";

    /// <summary>The first instant of a day in a zone, found by going through the minutes before and after it.</summary>
    public static DateTime Begins(DateOnly day, string zoneId)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var minute = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddHours(-26);
        while (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(minute, TimeZoneInfo.Utc, zone)) < day)
            minute = minute.AddMinutes(1);
        return minute;
    }

    private ulong Draw(long cart, long? product, int ordinal) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Join(
        (char)31, Seed, Store, cart.ToString(CultureInfo.InvariantCulture), product?.ToString(CultureInfo.InvariantCulture)
            ?? "", ordinal.ToString(CultureInfo.InvariantCulture))));

    private static ulong Threshold(decimal rate) => (ulong)decimal.Round(rate * TwentyBits, MidpointRounding.AwayFromZero);

    private static string Day(DateTime local) => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Flag(bool flag) => flag ? "true" : "false";
}
