using System.Buffers;

namespace EcommerceEtl.Worker.Sources.FakeStore;

/// <summary>Carts of the Fake Store: <c>id, userId, date, products[{productId, quantity}]</c>; lines state no price. Whose a cart is is a
/// detail: no money depends on it.</summary>
internal static class FakeStoreCarts
{
    private static readonly PropertyNames CartNames =
        new("id", "userId", "date", "products") { Needed = 0b1101, Details = 0b0010, MayBeAbsent = 0b0010 };
    private static readonly PropertyNames Line = new("productId", "quantity") { Needed = 0b10 };

    public static Mapped<Cart> Map(ReadOnlySpan<byte> element, MappingContext context) => ElementReader.Map(
        element, context, IdForm.Number, Read, cart => new ElementId(cart.Id.Key, cart.Id.Text));

    private static Cart? Read(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        long key = 0;
        CustomerId? customer = null;
        DateTime placedAt = default;
        ImmutableArray<CartItem> items = [];
        var walk = new PropertyWalk();
        while (CartNames.Next(ref json, ref walk))
        {
            if (walk.Index == 1)
            {
                walk.Use(ref json, ReadCustomer(ref json, out customer));
                continue;
            }
            var (reason, path) = walk.Index switch
            {
                0 => (JsonIds.Read(ref json, IdForm.Number, out key, out _), "$.id"),
                2 => (JsonDates.Read(ref json, context, out placedAt), "$.date"),
                _ => (ReadLines(ref json, out items, ref faults), "$.products"),
            };
            if (reason is { } wrong)
                faults.Set(wrong, path);
            if (faults.Found)
                return null;
        }
        return CartNames.Complete(walk, ref faults) ? new Cart(new CartId(key), walk.Has(1) ? customer : null, placedAt, items) : null;
    }

    /// <summary>A user id of 0 is a guest, like none at all.</summary>
    private static RejectionReason? ReadCustomer(ref Utf8JsonReader json, out CustomerId? customer)
    {
        customer = null;
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number == 0)
            return null;
        if (JsonIds.Read(ref json, IdForm.Number, out var key, out _) is { } reason)
            return reason;
        customer = new CustomerId(key);
        return null;
    }

    private static RejectionReason? ReadLines(ref Utf8JsonReader json, out ImmutableArray<CartItem> items, ref ElementFaults faults)
    {
        items = [];
        if (json.TokenType != JsonTokenType.StartArray)
            return RejectionReason.WrongType;
        var lines = ArrayPool<CartItem>.Shared.Rent(16);
        try
        {
            var count = 0;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (count == ValueLimits.MaxLinesPerCart)
                    return RejectionReason.TooLong;
                if (count == lines.Length)
                    lines = Grown(lines);
                if (!ReadLine(ref json, count, out lines[count], ref faults))
                    return null;
                count++;
            }
            items = [.. lines.AsSpan(0, count)];
            return null;
        }
        finally
        {
            ArrayPool<CartItem>.Shared.Return(lines);
        }
    }

    private static bool ReadLine(ref Utf8JsonReader json, int number, out CartItem item, ref ElementFaults faults)
    {
        item = default;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            faults.Set(RejectionReason.WrongType, $"$.products[{number}]");
            return false;
        }
        ProductId? product = null;
        decimal quantity = 0;
        var walk = new PropertyWalk();
        while (Line.Next(ref json, ref walk))
        {
            RejectionReason? reason;
            if (walk.Index == 0)
            {
                reason = JsonIds.Read(ref json, IdForm.Number, out var key, out _);
                product = new ProductId(key);
            }
            else
            {
                reason = JsonNumbers.ReadQuantity(ref json, out quantity);
            }
            if (reason is { } wrong)
            {
                faults.Set(wrong, walk.Index == 0 ? $"$.products[{number}].productId" : $"$.products[{number}].quantity");
                return false;
            }
        }
        item = new CartItem(product, quantity);
        if (walk.Doubled is null && (walk.Present & 0b10) != 0)
            return true;
        return Line.Complete(walk, ref faults, $"$.products[{number}]");
    }

    private static CartItem[] Grown(CartItem[] full)
    {
        var larger = ArrayPool<CartItem>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<CartItem>.Shared.Return(full);
        return larger;
    }
}
