namespace EcommerceEtl.Worker.Sources.Medusa;

/// <summary>What holds for every shop of Medusa.</summary>
internal static class MedusaKind
{
    private static readonly EntityFields Products = new(
        IdForm.NumberOrText, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Any,
            ["title"] = LeafForm.Text,
            ["variants[].id"] = LeafForm.Any,
            ["variants[].prices[].id"] = LeafForm.Any,
            ["variants[].prices[].amount"] = LeafForm.Amount,
            ["variants[].prices[].currency_code"] = LeafForm.Text,
            ["categories[].id"] = LeafForm.Any,
            ["categories[].name"] = LeafForm.Text,
            ["collection.title"] = LeafForm.Text,
        },
        ["collection.id", "collection_id", "variants[].prices[].variant_id", "variants[].prices[].rules"]);

    private static readonly EntityFields Customers = new(
        IdForm.NumberOrText, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Any,
            ["addresses[].city"] = LeafForm.City,
            ["addresses[].is_default_shipping"] = LeafForm.Any,
        },
        ["addresses[].id"])
    {
        Customer = "id",
    };

    /// <summary>What the shop sends of a line or a payment whatever is asked for.</summary>
    private static readonly string[] Unasked =
    [
        .. ((string[])[
            "compare_at_unit_price", "created_at", "deleted_at", "is_custom_price", "is_discountable", "line_item_metadata", "metadata",
            "product_collection", "product_description", "product_handle", "product_subtitle", "product_title", "product_type",
            "product_type_id", "raw_compare_at_unit_price", "raw_quantity", "raw_unit_price", "requires_shipping", "subtitle", "thumbnail",
            "title", "updated_at", "variant_barcode", "variant_option_values", "variant_sku", "variant_title",
        ]).Select(name => "items[]." + name),
        "items[].detail.quantity", "cart.id", "cart.items[].id", "credit_lines[].id", "fulfillment_status", "payment_status", "summary.id",
        "payment_collections[].id", "payment_collections[].amount", "payment_collections[].captured_amount",
        "payment_collections[].refunded_amount", "payment_collections[].status", "shipping_address.id",
    ];

    private static readonly EntityFields Orders = new(
        IdForm.NumberOrText, new Dictionary<string, LeafForm>
        {
            ["id"] = LeafForm.Any,
            ["display_id"] = LeafForm.Any,
            ["status"] = LeafForm.Text,
            ["version"] = LeafForm.Count,
            ["currency_code"] = LeafForm.Text,
            ["created_at"] = LeafForm.Date,
            ["updated_at"] = LeafForm.Date,
            ["canceled_at"] = LeafForm.Date,
            ["customer_id"] = LeafForm.Any,
            ["shipping_address.city"] = LeafForm.City,
            ["shipping_methods[].id"] = LeafForm.Any,
            ["shipping_methods[].amount"] = LeafForm.Amount,
            ["shipping_methods[].is_tax_inclusive"] = LeafForm.Any,
            ["shipping_methods[].adjustments[].amount"] = LeafForm.Amount,
            ["shipping_methods[].adjustments[].is_tax_inclusive"] = LeafForm.Any,
            ["shipping_methods[].tax_lines[].rate"] = LeafForm.Amount,
            ["credit_lines[].amount"] = LeafForm.Amount,
            ["credit_lines[].created_at"] = LeafForm.Date,
            ["summary.current_order_total"] = LeafForm.Amount,
            ["cart.created_at"] = LeafForm.Date,
            ["cart.items[].variant_id"] = LeafForm.Any,
            ["cart.items[].created_at"] = LeafForm.Date,
            ["payment_collections[].payments[].id"] = LeafForm.Any,
            ["payment_collections[].payments[].updated_at"] = LeafForm.Date,
            ["payment_collections[].payments[].refunds[].id"] = LeafForm.Any,
            ["payment_collections[].payments[].refunds[].amount"] = LeafForm.Amount,
            ["payment_collections[].payments[].refunds[].created_at"] = LeafForm.Date,
            ["payment_collections[].payments[].refunds[].updated_at"] = LeafForm.Date,
            ["changes[].status"] = LeafForm.Text,
            ["changes[].confirmed_at"] = LeafForm.Date,
            ["changes[].actions[].action"] = LeafForm.Text,
            ["changes[].actions[].reference_id"] = LeafForm.Any,
            ["changes[].actions[].details.reference_id"] = LeafForm.Any,
            ["changes[].actions[].details.quantity"] = LeafForm.Quantity,
            ["changes[].actions[].details.quantity_diff"] = LeafForm.Amount,
        }.Concat(LinesIn("items")).Concat(LinesIn(MedusaMemory.Field)).ToDictionary(),
        [.. Unasked, "changes[].id", "changes[].actions[].id"])
    {
        Customer = "customer_id",
        Added = MedusaMemory.Field,
    };

    /// <summary>The shop knows no views, and its admin API has the carts of orders alone.</summary>
    public static SourceKind Kind { get; } = new(
        "Medusa", IdForm.NumberOrText, new StepOrigins(StepOrigin.None, StepOrigin.Observed, StepOrigin.Observed), OpenCarts.None);

    /// <summary>The fields of an entity that are landed.</summary>
    public static EntityFields FieldsOf(Entity entity) => entity switch
    {
        Entity.Products => Products,
        Entity.Customers => Customers,
        Entity.Carts => Orders,
        _ => throw new ArgumentOutOfRangeException(nameof(entity), entity, "Medusa has products, customers and orders."),
    };

    private static Dictionary<string, LeafForm> LinesIn(string list) => new()
    {
        [$"{list}[].id"] = LeafForm.Any,
        [$"{list}[].product_id"] = LeafForm.Any,
        [$"{list}[].variant_id"] = LeafForm.Any,
        [$"{list}[].quantity"] = LeafForm.Amount,
        [$"{list}[].unit_price"] = LeafForm.Amount,
        [$"{list}[].is_tax_inclusive"] = LeafForm.Any,
        [$"{list}[].is_giftcard"] = LeafForm.Any,
        [$"{list}[].adjustments[].amount"] = LeafForm.Amount,
        [$"{list}[].adjustments[].is_tax_inclusive"] = LeafForm.Any,
        [$"{list}[].tax_lines[].rate"] = LeafForm.Amount,
        [$"{list}[].detail.return_received_quantity"] = LeafForm.Amount,
        [$"{list}[].detail.return_dismissed_quantity"] = LeafForm.Amount,
    };
}
