namespace EcommerceEtl.Worker.Sources.WooCommerce;

/// <summary>What holds for every shop of WooCommerce. Orders are landed as <see cref="WooCommerceOrders.Compose"/> makes them: never with
/// notes, names, addresses or whatever plugins add.</summary>
internal static class WooCommerceKind
{
    private static readonly EntityFields Products = new(
        IdForm.Number, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["name"] = LeafForm.Text,
            ["price"] = LeafForm.Amount,
            ["categories[].id"] = LeafForm.Id,
            ["categories[].name"] = LeafForm.Text,
            ["average_rating"] = LeafForm.Rating,
            ["rating_count"] = LeafForm.Count,
        },
        ["categories[].slug", "_links"]);

    private static readonly EntityFields Customers = new(
        IdForm.Number, new Dictionary<string, LeafForm> { ["id"] = LeafForm.Id, ["billing.city"] = LeafForm.City }, ["_links"])
    {
        Customer = "id",
    };

    private static readonly EntityFields Orders = new(
        IdForm.Number, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Id,
            ["number"] = LeafForm.Text,
            ["status"] = LeafForm.Text,
            ["currency"] = LeafForm.Text,
            ["date_created_gmt"] = LeafForm.Date,
            ["date_modified_gmt"] = LeafForm.Date,
            ["date_paid_gmt"] = LeafForm.Date,
            ["total"] = LeafForm.Amount,
            ["total_tax"] = LeafForm.Amount,
            ["customer_id"] = LeafForm.Id,
            ["billing.city"] = LeafForm.City,
            ["line_items[].id"] = LeafForm.Id,
            ["line_items[].product_id"] = LeafForm.Id,
            ["line_items[].variation_id"] = LeafForm.Id,
            ["line_items[].quantity"] = LeafForm.Quantity,
            ["line_items[].subtotal"] = LeafForm.Amount,
            ["line_items[].total"] = LeafForm.Amount,
            ["line_items[].total_tax"] = LeafForm.Amount,
            ["fee_lines[].id"] = LeafForm.Id,
            ["fee_lines[].total"] = LeafForm.Amount,
            ["fee_lines[].total_tax"] = LeafForm.Amount,
            ["shipping_lines[].id"] = LeafForm.Id,
            ["shipping_lines[].total"] = LeafForm.Amount,
            ["shipping_lines[].total_tax"] = LeafForm.Amount,
            ["refunds[].id"] = LeafForm.Id,
            ["refunds[].date_created_gmt"] = LeafForm.Date,
            ["refunds[].amount"] = LeafForm.Amount,
            ["refunds[].items[].refunded_item_id"] = LeafForm.Id,
            ["refunds[].items[].quantity"] = LeafForm.Quantity,
            ["refunds[].items[].total"] = LeafForm.Amount,
            ["refunds[].items[].total_tax"] = LeafForm.Amount,
            ["refunds[].shipping[].total"] = LeafForm.Amount,
            ["refunds[].shipping[].total_tax"] = LeafForm.Amount,
            ["refunds[].fees[].total"] = LeafForm.Amount,
            ["refunds[].fees[].total_tax"] = LeafForm.Amount,
        },
        [])
    {
        Customer = "customer_id",
    };

    /// <summary>The shop knows no views; every order attempt is a cart, and an order with a sale a purchase.</summary>
    public static SourceKind Kind { get; } = new(
        "WooCommerce", IdForm.Number, new StepOrigins(StepOrigin.None, StepOrigin.Derived, StepOrigin.Observed), OpenCarts.Checkouts);

    /// <summary>The fields of an entity that are landed.</summary>
    public static EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => Products,
        Entity.Customers => Customers,
        Entity.Carts => Orders,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "WooCommerce has products, customers and orders."),
    };
}
