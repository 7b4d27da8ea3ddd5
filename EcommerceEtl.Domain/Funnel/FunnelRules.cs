using System.Security.Cryptography;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>Everything that decides a store's rows beside its data. Equal rules and equal data give equal rows.</summary>
/// <param name="Store">The store's name, part of every draw.</param>
/// <param name="Seed">Text that all draws depend on.</param>
/// <param name="AddToCartRate">Share of lines that were added to the cart where that step is simulated, 0 to 1.</param>
/// <param name="PurchaseRate">Share of the added lines that were bought where that step is simulated, 0 to 1.</param>
/// <param name="TimeZone">The store's zone: a cart's day is the day of its time there.</param>
public sealed record FunnelRules(
    string Store, string Seed, double AddToCartRate, double PurchaseRate, TimeZoneInfo TimeZone, StepOrigins Origins)
{
    /// <summary>Raised whenever the same element of a shop would give other rows, by how it is read or by how it is projected.</summary>
    public const int Version = 2;

    /// <summary>What the settings choose of how the store's kind reads orders; empty where nothing is chosen.</summary>
    public string Choices { get; init; } = "";

    /// <summary>Draws are 20 bits wide; a line passes when its bits are below round(rate x 2^20).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not within 0 to 1.</exception>
    public static uint Threshold(double rate) => rate is >= 0 and <= 1
        ? (uint)Math.Round(rate * (1 << 20), MidpointRounding.AwayFromZero)
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "A rate lies within 0 to 1.");

    /// <summary>SHA-256 (64 hexadecimal digits) over the version and every rule: what the ledger records of them.</summary>
    public string Hash()
    {
        var text = string.Join(
            '\u001f', Version.ToString(CultureInfo.InvariantCulture), Store, Seed, Threshold(AddToCartRate)
                .ToString(CultureInfo.InvariantCulture),
            Threshold(PurchaseRate).ToString(CultureInfo.InvariantCulture), TimeZone.Id, Origins.View, Origins.Cart, Origins.Purchase);
        if (Choices.Length > 0)
            text += $"\u001f{Choices}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>Where the times of a funnel step come from. A figure that rests on simulated steps must say so.</summary>
public enum StepOrigin
{
    /// <summary>The source states the step with a time.</summary>
    Observed,

    /// <summary>The step is implied by what the source states: a line in a cart was looked at.</summary>
    Derived,

    /// <summary>The step is drawn at a configured rate, reproducibly, because the source has no record of it.</summary>
    Simulated,

    /// <summary>This kind of shop cannot know the step, so none is made: the funnel begins with the next one.</summary>
    None,
}

/// <summary>Which carts without a sale a kind of shop tells of.</summary>
public enum OpenCarts
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those that got as far as the checkout.</summary>
    Checkouts,

    /// <summary>None: every session is an order, so that there is neither a conversion rate nor an abandonment.</summary>
    None,
}

/// <summary>The origins of the three funnel steps, a property of the kind of shop.</summary>
public sealed record StepOrigins(StepOrigin View, StepOrigin Cart, StepOrigin Purchase);
