using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Mapping;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>
/// A shop whose ids are texts (<c>order_01J...</c>), whose lines state their price and when they were added, and whose orders state when they
/// were placed: <c>{id, customer_id, created_at, ordered_at, items[{product_id, quantity, unit_price, added_at}]}</c>. It serves
/// <c>/products</c>, <c>/customers</c> and <c>/orders</c> as bare arrays.
/// </summary>
internal sealed class TextShop(ShopClient client) : IShopSource
{
    private static readonly PropertyNames _product = new("id", "title", "price", "category");
    private static readonly PropertyNames _customer = new("id", "city");
    private static readonly PropertyNames _order = new("id", "customer_id", "created_at", "ordered_at", "items");
    private static readonly PropertyNames _item = new("product_id", "quantity", "unit_price", "added_at");

    public SourceKind Kind { get; } = new(
        "TextShop", IdForm.Text, new StepOrigins(StepOrigin.Derived, StepOrigin.Observed, StepOrigin.Observed), Atomic: true);

    public Task ExtractAsync(Entity entity, ExtractWindow? window, EntityWriter landing, CancellationToken ct) =>
        client.LandArrayAsync(entity, entity == Entity.Carts ? "orders" : SnakeCase.Of(entity), new Coverage.Complete(), landing, ct);

    public EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => new EntityFields(IdForm.Text, ["id", "title", "price", "category"], []),
        Entity.Customers => new EntityFields(IdForm.Text, ["id", "city"], ["email"]),
        _ => new EntityFields(
            IdForm.Text,
            [
                "id", "customer_id", "created_at", "ordered_at",
                "items[].product_id", "items[].quantity", "items[].unit_price", "items[].added_at",
            ],
            []),
    };

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.Text, out key, out text);

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element)
    {
        var fault = new Fault();
        return ElementReader.Read(element, default, ReadProduct, ref fault) is { } product
            ? Mapped<Product>.Accepted(product.Id.Key, product.Id.SourceText, product)
            : fault.Reject<Product>(element, IdForm.Text);
    }

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element)
    {
        var fault = new Fault();
        return ElementReader.Read(element, default, ReadCustomer, ref fault) is { } customer
            ? Mapped<Customer>.Accepted(customer.Id.Key, customer.Id.SourceText, customer)
            : fault.Reject<Customer>(element, IdForm.Text);
    }

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, DateTime snapshotTime)
    {
        var fault = new Fault();
        return ElementReader.Read(element, snapshotTime, ReadOrder, ref fault) is { } cart
            ? Mapped<Cart>.Accepted(cart.Id.Key, cart.Id.SourceText, cart)
            : fault.Reject<Cart>(element, IdForm.Text);
    }

    private static Product? ReadProduct(ref Utf8JsonReader json, DateTime snapshotTime, ref Fault fault)
    {
        ProductId id = default;
        string title = "", category = "";
        Money price = default;
        var walk = new PropertyWalk();
        while (_product.Next(ref json, ref walk))
        {
            var (reason, path) = walk.Index switch
            {
                0 => (ReadId(ref json, out id, (k, t) => new ProductId(k, t)), "$.id"),
                1 => (JsonTexts.ReadTrimmed(ref json, out title), "$.title"),
                2 => (JsonNumbers.ReadPrice(ref json, out price), "$.price"),
                _ => (JsonTexts.ReadTrimmed(ref json, out category), "$.category"),
            };
            if (reason is { } wrong)
            {
                fault.Set(wrong, path);
                return null;
            }
        }
        return _product.Complete(walk, 0b1111, "$", ref fault) ? new Product(id, title, category, price, null, null) : null;
    }

    private static Customer? ReadCustomer(ref Utf8JsonReader json, DateTime snapshotTime, ref Fault fault)
    {
        CustomerId id = default;
        var city = "";
        var walk = new PropertyWalk();
        while (_customer.Next(ref json, ref walk))
        {
            var (reason, path) = walk.Index == 0
                ? (ReadId(ref json, out id, (k, t) => new CustomerId(k, t)), "$.id")
                : (JsonTexts.ReadTrimmed(ref json, out city), "$.city");
            if (reason is { } wrong)
            {
                fault.Set(wrong, path);
                return null;
            }
        }
        return _customer.Complete(walk, 0b01, "$", ref fault) ? new Customer(id, city) : null;
    }

    private static Cart? ReadOrder(ref Utf8JsonReader json, DateTime snapshotTime, ref Fault fault)
    {
        CartId id = default;
        CustomerId customer = default;
        DateTime created = default, ordered = default;
        var items = new List<CartItem>();
        var walk = new PropertyWalk();
        while (_order.Next(ref json, ref walk))
        {
            var (reason, path) = walk.Index switch
            {
                0 => (ReadId(ref json, out id, (k, t) => new CartId(k, t)), "$.id"),
                1 => (ReadId(ref json, out customer, (k, t) => new CustomerId(k, t)), "$.customer_id"),
                2 => (JsonDates.Read(ref json, snapshotTime, out created), "$.created_at"),
                3 => (JsonDates.Read(ref json, snapshotTime, out ordered), "$.ordered_at"),
                _ => (ReadItems(ref json, snapshotTime, items, ref fault), "$.items"),
            };
            if (reason is { } wrong)
                fault.Set(wrong, path);
            if (fault.Found)
                return null;
        }
        if (!_order.Complete(walk, 0b10101, "$", ref fault))
            return null;
        var bought = (walk.Present & 0b01000) != 0 ? ordered : (DateTime?)null;
        return new Cart(
            id, customer == default ? null : customer, created, [.. items.Select(item => item with { PurchasedAt = bought })]);
    }

    private static RejectionReason? ReadItems(ref Utf8JsonReader json, DateTime snapshotTime, List<CartItem> items, ref Fault fault)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return RejectionReason.WrongType;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (items.Count == Limits.MaxLinesPerCart)
                return RejectionReason.TooLong;
            if (ReadItem(ref json, snapshotTime, $"$.items[{items.Count}]", ref fault) is not { } item)
                return null;
            items.Add(item);
        }
        return null;
    }

    private static CartItem? ReadItem(ref Utf8JsonReader json, DateTime snapshotTime, string at, ref Fault fault)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            fault.Set(RejectionReason.WrongType, at);
            return null;
        }
        ProductId product = default;
        decimal quantity = 0;
        Money price = default;
        DateTime added = default;
        var walk = new PropertyWalk();
        while (_item.Next(ref json, ref walk))
        {
            var (reason, name) = walk.Index switch
            {
                0 => (ReadId(ref json, out product, (k, t) => new ProductId(k, t)), "product_id"),
                1 => (JsonNumbers.ReadQuantity(ref json, out quantity), "quantity"),
                2 => (JsonNumbers.ReadPrice(ref json, out price), "unit_price"),
                _ => (JsonDates.Read(ref json, snapshotTime, out added), "added_at"),
            };
            if (reason is { } wrong)
            {
                fault.Set(wrong, $"{at}.{name}");
                return null;
            }
        }
        if (!_item.Complete(walk, 0b0010, at, ref fault))
            return null;
        bool Has(int bit) => (walk.Present & (1u << bit)) != 0;
        return new CartItem(Has(0) ? product : null, quantity, Has(2) ? price : null, Has(3) ? added : null);
    }

    private static RejectionReason? ReadId<T>(ref Utf8JsonReader json, out T id, Func<long, string?, T> make)
    {
        var reason = JsonIds.Read(ref json, IdForm.Text, out var key, out var text);
        id = make(key, text);
        return reason;
    }
}
