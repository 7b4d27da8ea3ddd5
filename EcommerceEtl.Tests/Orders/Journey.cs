using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcommerceEtl.Tests.Orders;

/// <summary>What happened to one line in an event. Amounts are positive, in EUR.</summary>
/// <param name="Line">Number of the line, from 1.</param>
internal sealed record Part(int Line, decimal Quantity, decimal Gross, decimal Discount, decimal Tax)
{
    public decimal Net => Gross - Discount;

    public decimal Total => Net + Tax;
}

/// <summary>Something that happened to an order.</summary>
/// <param name="Kind">placed, added, taken, refunded or cancelled.</param>
/// <param name="Amount">Of a refund: what was paid back.</param>
/// <param name="Shipping">Of what was placed; <paramref name="Tax"/> is its tax.</param>
/// <param name="Fee">Of what was placed; may be negative, without tax.</param>
internal sealed record Happening(
    string Kind, DateTime At, IReadOnlyList<Part> Parts, long Id = 0, decimal Amount = 0, decimal Shipping = 0, decimal Tax = 0,
    decimal Fee = 0);

/// <summary>A line of a cart.</summary>
internal sealed record JourneyLine(long Product, decimal Quantity, decimal Price);

/// <summary>A cart and what became of it.</summary>
/// <param name="Draft">True if it is no cart at all.</param>
/// <param name="Void">True if its sale no longer counts.</param>
/// <param name="Off">By how much the shop's total differs from what happened.</param>
/// <param name="Broken">True if the shop serves it so that it cannot be read: the version before counts on.</param>
internal sealed record Journey(
    long Id, long? User, DateTime Started, string Currency, string? City, IReadOnlyList<JourneyLine> Lines,
    IReadOnlyList<Happening> Happened, DateTime Updated, bool Draft = false, bool Void = false, decimal Off = 0,
    bool Broken = false)
{
    public bool IsCounted => !Draft && Currency == "EUR";

    public bool IsSale => IsCounted && !Void && Happened.Count > 0;

    /// <summary>The moment that decides on which day it counts.</summary>
    public DateTime CountsAt => IsSale ? Happened[0].At : Started;

    /// <summary>The element as the shop serves it.</summary>
    public JsonNode ToJson() => JsonSerializer.SerializeToNode(new
    {
        id = Id,
        user = User,
        started = Started,
        updated = Updated,
        currency = Broken ? null : Currency,
        city = City,
        draft = Draft,
        @void = Void,
        total = IsSale ? Ledger.Left(this) + Off : 0,
        lines = Lines.Select(line => new { product = line.Product, quantity = line.Quantity, price = line.Price }),
        events = Happened.Select(one => new
        {
            kind = one.Kind,
            at = one.At,
            id = one.Id,
            amount = one.Amount,
            shipping = one.Shipping,
            tax = one.Tax,
            fee = one.Fee,
            parts = one.Parts.Select(part => new
            {
                line = part.Line,
                quantity = part.Quantity,
                gross = part.Gross,
                discount = part.Discount,
                tax = part.Tax,
            }),
        }),
    })!;
}
