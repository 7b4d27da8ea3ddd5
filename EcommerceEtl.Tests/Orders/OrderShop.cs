using System.Collections.Immutable;
using System.Text.Json;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;
using EcommerceEtl.Worker.Sources.FakeStore;
using EcommerceEtl.Worker.Sources.Http;

namespace EcommerceEtl.Tests.Orders;

/// <summary>A shop with the Fake Store's products and users, whose carts state what became of them as a list of events: placed, edited,
/// refunded, cancelled (<see cref="Journey"/>).</summary>
internal sealed class OrderShop(ShopClient client) : IShopSource
{
    private readonly FakeStoreSource _rest = new(client);

    public SourceKind Kind { get; } = new(
        "OrderShop", IdForm.Number, new StepOrigins(StepOrigin.None, StepOrigin.Derived, StepOrigin.Observed), OpenCarts.Checkouts);

    public IAsyncEnumerable<ShopPage> ReadAsync(Ask ask) => _rest.ReadAsync(ask);

    public EntityFields FieldsOf(Entity entity) => entity != Entity.Carts ? _rest.FieldsOf(entity)
        : new EntityFields(
            IdForm.Number,
            new[]
            {
                "id", "user", "started", "updated", "currency", "city", "draft", "void", "total", "lines[].product", "lines[].quantity",
                "lines[].price", "events[].kind", "events[].at", "events[].id", "events[].amount", "events[].shipping", "events[].tax",
                "events[].fee", "events[].parts[].line", "events[].parts[].quantity", "events[].parts[].gross",
                "events[].parts[].discount", "events[].parts[].tax",
            }.ToDictionary(path => path, _ => LeafForm.Any),
            [])
        {
            Customer = "user",
        };

    public bool TryReadKey(ReadOnlySpan<byte> element, out long key, out string? text) => _rest.TryReadKey(element, out key, out text);

    public Mapped<Product> MapProduct(ReadOnlySpan<byte> element) => _rest.MapProduct(element);

    public Mapped<Customer> MapCustomer(ReadOnlySpan<byte> element) => _rest.MapCustomer(element);

    public Mapped<Cart> MapCart(ReadOnlySpan<byte> element, MappingContext context)
    {
        using var document = JsonDocument.Parse(element.ToArray());
        var json = document.RootElement;
        var id = json.GetProperty("id").GetInt64();
        var text = id.ToString(CultureInfo.InvariantCulture);
        if (json.GetProperty("currency").ValueKind != JsonValueKind.String)
            return Mapped<Cart>.Rejected(id, text, RejectionReason.WrongType, "$.currency");
        if (json.GetProperty("draft").GetBoolean())
            return Mapped<Cart>.Skipped(id, text, null);
        if (json.GetProperty("currency").GetString() is not "EUR" and var currency)
            return Mapped<Cart>.Skipped(id, text, currency);
        var lines = json.GetProperty("lines").EnumerateArray().Select(Line).ToImmutableArray();
        var user = json.GetProperty("user");
        return Mapped<Cart>.Accepted(
            id, text,
            new Cart(
                new CartId(id), user.ValueKind == JsonValueKind.Null ? null : new CustomerId(user.GetInt64()),
                json.GetProperty("started").GetDateTime().ToUniversalTime(), lines, Order(json, lines)),
            []);
    }

    private static CartItem Line(JsonElement line) => new(
        new ProductId(line.GetProperty("product").GetInt64()), line.GetProperty("quantity").GetDecimal(),
        new Money(line.GetProperty("price").GetDecimal()));

    private static Order? Order(JsonElement json, ImmutableArray<CartItem> lines)
    {
        var events = json.GetProperty("events").EnumerateArray().ToList();
        var updated = json.GetProperty("updated").GetDateTime().ToUniversalTime();
        if (events.Count == 0)
            return null;
        if (json.GetProperty("void").GetBoolean())
            return new Order(null, OrderState.Void, "void", null, null, null, updated, null, []);
        var sales = new OrderSales();
        DateTime? cancelled = null;
        foreach (var one in events)
        {
            var at = one.GetProperty("at").GetDateTime().ToUniversalTime();
            switch (one.GetProperty("kind").GetString())
            {
                case "placed" or "added":
                    var cause = one.GetProperty("kind").GetString() == "placed" ? SaleCause.Order : SaleCause.Edit;
                    foreach (var part in Parts(one))
                        sales.Sell(
                            at, cause, SaleItem.Product, part.Gross, part.Discount, part.Tax, part.Line, part.Product, part.Quantity);
                    if (Amount(one, "shipping") is not 0 and var shipping)
                        sales.Sell(at, cause, SaleItem.Shipping, shipping, 0, Amount(one, "tax"));
                    if (Amount(one, "fee") is not 0 and var fee)
                        sales.Sell(at, cause, SaleItem.Fee, fee);
                    break;
                case "taken":
                    foreach (var part in Parts(one))
                        sales.Return(
                            at, SaleCause.Edit, SaleItem.Product, part.Gross, part.Discount, part.Tax, part.Line, part.Product,
                            part.Quantity);
                    break;
                case "refunded":
                    sales.Refund([new Refund(at, one.GetProperty("id").GetInt64(), Amount(one, "amount"), [.. Parts(one)])]);
                    break;
                default:
                    cancelled = at;
                    sales.ReturnAll(at, SaleCause.Cancellation);
                    break;
            }
        }
        var placed = events[0].GetProperty("at").GetDateTime().ToUniversalTime();
        return new Order(
            $"#{json.GetProperty("id").GetInt64()}", cancelled is null ? OrderState.Placed : OrderState.Cancelled, "known", placed,
            json.GetProperty("city").GetString(), cancelled, updated, json.GetProperty("total").GetDecimal(), sales.ToRows());

        IEnumerable<ReturnedPart> Parts(JsonElement one) => one.GetProperty("parts").EnumerateArray().Select(part =>
        {
            var line = part.GetProperty("line").GetInt16();
            return new ReturnedPart(
                SaleItem.Product, line, lines[line - 1].Product, Amount(part, "quantity"), Amount(part, "gross"),
                Amount(part, "discount"), Amount(part, "tax"));
        });
    }

    private static decimal Amount(JsonElement json, string name) => json.GetProperty(name).GetDecimal();
}
