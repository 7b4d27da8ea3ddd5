namespace EcommerceEtl.Data.Tables;

/// <summary>The numeric types of the warehouse. A price times a quantity has 7 decimals; sums of accepted carts never overflow.</summary>
internal static class ColumnTypes
{
    /// <summary>Price of one unit: 4 decimals.</summary>
    public static PropertyBuilder<T> IsPrice<T>(this PropertyBuilder<T> column) => column.HasPrecision(19, 4);

    /// <summary>Quantity of one line: 3 decimals.</summary>
    public static PropertyBuilder<T> IsQuantity<T>(this PropertyBuilder<T> column) => column.HasPrecision(12, 3);

    /// <summary>Sum of prices times quantities: 7 decimals.</summary>
    public static PropertyBuilder<T> IsMoneySum<T>(this PropertyBuilder<T> column) => column.HasPrecision(28, 7);

    /// <summary>Sum of quantities: 3 decimals.</summary>
    public static PropertyBuilder<T> IsUnitSum<T>(this PropertyBuilder<T> column) => column.HasPrecision(19, 3);
}
