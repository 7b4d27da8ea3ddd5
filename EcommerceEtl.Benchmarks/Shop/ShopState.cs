namespace EcommerceEtl.Benchmarks.Shop;

/// <summary>States that the shop is served in; the first is what the others differ from.</summary>
internal enum ShopState
{
    /// <summary>The shop as it opens.</summary>
    Base,

    /// <summary>One cart in the middle has another quantity.</summary>
    OneChanged,

    /// <summary>Besides, there is a cart before all others.</summary>
    OneInserted,

    /// <summary>That cart stays; instead of the one in the middle every hundredth has another quantity.</summary>
    PercentChanged,

    /// <summary>Besides these, every fifth cart of the last twentieth: as many again, but all of them new.</summary>
    PercentOfEndChanged,
}
