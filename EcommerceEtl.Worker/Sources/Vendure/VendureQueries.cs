namespace EcommerceEtl.Worker.Sources.Vendure;

/// <summary>The questions to Vendure's admin API. They name each field that is landed and no other.</summary>
internal static class VendureQueries
{
    /// <summary>Where the API lies below the shop's own address.</summary>
    public const string Path = "admin-api";

    private const string Shop = """
        activeChannel { code defaultCurrencyCode availableCurrencyCodes }
        globalSettings { serverConfig { moneyStrategyPrecision } }
        """;

    private const string Order = """
        id code type state currencyCode createdAt updatedAt orderPlacedAt totalWithTax
        customer { id } shippingAddress { city }
        lines {
          id createdAt quantity orderPlacedQuantity unitPrice linePrice proratedUnitPrice proratedUnitPriceWithTax proratedLinePrice
          proratedLinePriceWithTax productVariant { product { id } }
        }
        surcharges { id price priceWithTax }
        shippingLines { price priceWithTax discountedPrice discountedPriceWithTax }
        modifications { createdAt priceChange lines { orderLineId quantity } surcharges { id } }
        payments { refunds { id state updatedAt total } }
        history(options: { filter: { type: { eq: "ORDER_CANCELLATION" } } }) { items { createdAt data } }
        """;

    /// <summary>The rights that the key needs.</summary>
    public const string Rights = "the rights ReadOrder, ReadCustomer and ReadCatalog";

    /// <summary>What the shop is, and how much it has.</summary>
    public const string Facts = $$"""
        query {
        {{Shop}}
        carts: orders(options: { take: 1 }) { totalItems }
        customers(options: { take: 1 }) { totalItems }
        products(options: { take: 1 }) { totalItems items { collections { id } } }
        first: orders(options: { take: 1, sort: { orderPlacedAt: ASC }, filter: { orderPlacedAt: { isNull: false } } }) {
          totalItems items { orderPlacedAt }
        }
        last: orders(options: { take: 1, sort: { orderPlacedAt: DESC }, filter: { orderPlacedAt: { isNull: false } } }) {
          items { orderPlacedAt }
        }
        }
        """;

    /// <summary>The fields by which orders are compared.</summary>
    private const string Seen = "id createdAt updatedAt orderPlacedAt state totalWithTax payments { refunds { id state updatedAt } }";

    private static readonly string AllOrders = List("orders", "Order", Order);
    private static readonly string Customers = List("customers", "Customer", "id addresses { city defaultShippingAddress }");
    private static readonly string Products = List(
        "products", "Product", "id name variants { id prices { price currencyCode } } collections { id name }");

    /// <summary>The question for a part of the list of an entity. Variables: <c>skip</c>, <c>take</c>, <c>filter</c>.</summary>
    public static string Of(Entity entity) => entity switch
    {
        Entity.Products => Products,
        Entity.Customers => Customers,
        _ => AllOrders,
    };

    /// <summary>The question for a part of the list of orders. Variables: <c>skip</c>, <c>take</c>, <c>filter</c>.</summary>
    /// <param name="sortedBy">The field of a time.</param>
    /// <param name="whole">True for all that is landed; otherwise for what orders are compared by.</param>
    public static string Orders(string sortedBy, bool whole) => List("orders", "Order", whole ? Order : Seen, sortedBy);

    private static string List(string name, string type, string fields, string sortedBy = "id") => $$"""
        query ($skip: Int!, $take: Int!, $filter: {{type}}FilterParameter) {
        {{Shop}}
        list: {{name}}(options: { skip: $skip, take: $take, sort: { {{sortedBy}}: ASC }, filter: $filter }) {
          totalItems items { {{fields}} }
        }
        }
        """;
}
