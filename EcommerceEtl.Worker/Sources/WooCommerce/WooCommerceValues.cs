using System.Net;

namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>Values as WooCommerce writes them: an id of 0 is none, and so is an empty text.</summary>
internal static class WooCommerceValues
{
    /// <summary>The address of a customer.</summary>
    public static readonly PropertyNames Billing = new("city") { Path = "$.billing", Details = 0b1 };

    /// <summary>That of an order, which has no city where its customer was erased.</summary>
    public static readonly PropertyNames OrderBilling = new("city") { Path = "$.billing", Details = 0b1, MayBeAbsent = 0b1 };

    /// <summary>Reads the buyer of an order: 0 is a guest.</summary>
    public static RejectionReason? ReadCustomer(ref Utf8JsonReader json, out CustomerId? customer)
    {
        var reason = ReadId(ref json, out var key);
        customer = key is { } known ? new CustomerId(known) : null;
        return reason;
    }

    /// <summary>Reads the product of a line: 0 where it was deleted since.</summary>
    public static RejectionReason? ReadProduct(ref Utf8JsonReader json, out ProductId? product)
    {
        var reason = ReadId(ref json, out var key);
        product = key is { } known ? new ProductId(known) : null;
        return reason;
    }

    /// <summary>Reads the city of the billing address the reader stands on; empty where it states none.</summary>
    /// <param name="billing">Whose address it is.</param>
    public static RejectionReason? ReadCity(ref Utf8JsonReader json, PropertyNames billing, out string city, ref ElementFaults faults)
    {
        city = "";
        if (json.TokenType != JsonTokenType.StartObject)
            return RejectionReason.WrongType;
        var walk = new PropertyWalk();
        while (billing.Next(ref json, ref walk))
            walk.Use(ref json, IsEmptyText(ref json) ? null : JsonTexts.ReadCity(ref json, out city));
        billing.Complete(walk, ref faults);
        if (!walk.Has(0))
            city = "";
        return null;
    }

    /// <summary>Reads a name. WordPress keeps the signs of HTML in names as <c>&amp;amp;</c> and the like: they are turned back where the
    /// result is fit to be kept.</summary>
    public static RejectionReason? ReadName(ref Utf8JsonReader json, out string name)
    {
        if (JsonTexts.ReadLabel(ref json, out name) is { } reason)
            return reason;
        var decoded = WebUtility.HtmlDecode(name).Trim();
        if (decoded.Length > 0 && SafeText.IsStorable(decoded) && !decoded.Any(char.IsControl))
            name = decoded;
        return null;
    }

    private static bool IsEmptyText(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String && json.ValueSpan.IsEmpty;

    private static RejectionReason? ReadId(ref Utf8JsonReader json, out long? key)
    {
        key = null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number == 0)
            return null;
        if (JsonIds.Read(ref json, IdForm.Number, out var id, out _) is { } reason)
            return reason;
        key = id;
        return null;
    }
}
