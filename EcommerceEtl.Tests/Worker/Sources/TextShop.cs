using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>A shop whose ids are texts (<c>order_01J...</c>), whose lines state their price and when they were added, and whose orders
/// state when they were placed: <c>{id, customer_id, created_at, ordered_at, items[{product_id, quantity, unit_price, added_at}]}</c>. It
/// serves <c>/products</c>, <c>/customers</c> and <c>/orders</c> as bare arrays.</summary>
internal sealed class TextShop(ShopClient client) : IShopSource
{
    private static readonly PropertyNames _product = new("id", "price", "title", "category") { Needed = 0b0011, Details = 0b1100 };
    private static readonly PropertyNames _customer = new("id", "city") { Needed = 0b01, Details = 0b10 };
    private static readonly PropertyNames _order =
        new("id", "customer_id", "created_at", "ordered_at", "items") { Needed = 0b10101, Details = 0b00010, MayBeAbsent = 0b00010 };
    private static readonly PropertyNames _item = new("product_id", "quantity", "unit_price", "added_at") { Needed = 0b0010 };

    public SourceKind Kind { get; } = new(
        "TextShop", IdForm.Text, new StepOrigins(StepOrigin.Derived, StepOrigin.Observed, StepOrigin.Observed));

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => AsyncEnumerable.Repeat(
        client.Page(ask, ask.Entity == Entity.Carts ? "orders" : SnakeCase.Of(ask.Entity)), 1);

    public EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => Fields("id", "title", "price", "category"),
        Entity.Customers => Fields("id", "city") with { Dropped = ["email"], Customer = "id" },
        _ => Fields(
            "id", "customer_id", "created_at", "ordered_at",
            "items[].product_id", "items[].quantity", "items[].unit_price", "items[].added_at") with
        { Customer = "customer_id" },
    };

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) =>
        JsonIds.TryReadKey(element, IdForm.Text, out key, out text);

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Text, ReadProduct, product => new ElementId(product.Id.Key, product.Id.Text));

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => ElementReader.Map(
        element, default, IdForm.Text, ReadCustomer, customer => new ElementId(customer.Id.Key, customer.Id.Text));

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context) => ElementReader.Map(
        element, context, IdForm.Text, ReadOrder, cart => new ElementId(cart.Id.Key, cart.Id.Text));

    private static Product? ReadProduct(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        ProductId id = default;
        string title = "", category = "";
        Money price = default;
        var walk = new PropertyWalk();
        while (_product.Next(ref json, ref walk))
        {
            if (walk.Index >= 2)
            {
                walk.Use(ref json, walk.Index == 2 ? JsonTexts.ReadLabel(ref json, out title)
                    : JsonTexts.ReadLabel(ref json, out category));
                continue;
            }
            var (reason, path) = walk.Index == 0
                ? (ReadId(ref json, out id, (k, t) => new ProductId(k, t)), "$.id")
                : (JsonNumbers.ReadPrice(ref json, out price), "$.price");
            if (reason is { } wrong)
            {
                faults.Set(wrong, path);
                return null;
            }
        }
        return _product.Complete(walk, ref faults)
            ? new Product(id, walk.Has(2) ? title : "", walk.Has(3) ? category : Product.NoCategory, price, null, null) : null;
    }

    private static Customer? ReadCustomer(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        CustomerId id = default;
        var city = "";
        var walk = new PropertyWalk();
        while (_customer.Next(ref json, ref walk))
        {
            if (walk.Index == 1)
            {
                walk.Use(ref json, JsonTexts.ReadLabel(ref json, out city));
            }
            else if (ReadId(ref json, out id, (k, t) => new CustomerId(k, t)) is { } wrong)
            {
                faults.Set(wrong, "$.id");
                return null;
            }
        }
        return _customer.Complete(walk, ref faults) ? new Customer(id, walk.Has(1) ? city : "") : null;
    }

    private static Cart? ReadOrder(ref Utf8JsonReader json, MappingContext context, ref ElementFaults faults)
    {
        CartId id = default;
        CustomerId customer = default;
        DateTime created = default, ordered = default;
        var items = new List<CartItem>();
        var walk = new PropertyWalk();
        while (_order.Next(ref json, ref walk))
        {
            if (walk.Index == 1)
            {
                walk.Use(ref json, ReadId(ref json, out customer, (k, t) => new CustomerId(k, t)));
                continue;
            }
            var (reason, path) = walk.Index switch
            {
                0 => (ReadId(ref json, out id, (k, t) => new CartId(k, t)), "$.id"),
                2 => (JsonDates.Read(ref json, context, out created), "$.created_at"),
                3 => (JsonDates.Read(ref json, context, out ordered), "$.ordered_at"),
                _ => (ReadItems(ref json, context, items, ref faults), "$.items"),
            };
            if (reason is { } wrong)
                faults.Set(wrong, path);
            if (faults.Found)
                return null;
        }
        if (!_order.Complete(walk, ref faults))
            return null;
        var order = (walk.Present & 0b01000) != 0 ? OrderOf(items, ordered) : null;
        return new Cart(id, walk.Has(1) ? customer : null, created, [.. items], order);
    }

    private static Order OrderOf(List<CartItem> items, DateTime at)
    {
        var sales = new OrderSales();
        foreach (var (i, item) in items.Index())
            sales.Sell(
                at, SaleCause.Order, SaleItem.Product, (item.StatedPrice?.Amount ?? 0) * item.Quantity, line: (short)(i + 1),
                product: item.Product, quantity: item.Quantity);
        return new Order(null, OrderState.Placed, "ordered", at, null, null, at, sales.Total, sales.ToRows());
    }

    private static RejectionReason? ReadItems(
        ref Utf8JsonReader json, MappingContext context, List<CartItem> items, ref ElementFaults faults)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return RejectionReason.WrongType;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (items.Count == ValueLimits.MaxLinesPerCart)
                return RejectionReason.TooLong;
            if (ReadItem(ref json, context, $"$.items[{items.Count}]", ref faults) is not { } item)
                return null;
            items.Add(item);
        }
        return null;
    }

    private static CartItem? ReadItem(ref Utf8JsonReader json, MappingContext context, string at, ref ElementFaults faults)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            faults.Set(RejectionReason.WrongType, at);
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
                _ => (JsonDates.Read(ref json, context, out added), "added_at"),
            };
            if (reason is { } wrong)
            {
                faults.Set(wrong, $"{at}.{name}");
                return null;
            }
        }
        if (!_item.Complete(walk, ref faults, at))
            return null;
        bool Has(int bit) => (walk.Present & (1u << bit)) != 0;
        return new CartItem(Has(0) ? product : null, quantity, Has(2) ? price : null, Has(3) ? added : null);
    }

    private static EntityFields Fields(params string[] kept) => new(IdForm.Text, kept.ToDictionary(path => path, _ => LeafForm.Any), []);

    private static RejectionReason? ReadId<T>(ref Utf8JsonReader json, out T id, Func<long, string?, T> make)
    {
        var reason = JsonIds.Read(ref json, IdForm.Text, out var key, out var text);
        id = make(key, text);
        return reason;
    }
}
