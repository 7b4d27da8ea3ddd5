namespace EcommerceEtl.Data.Tables;

/// <summary>The CHECKs that several tables share. Each is named <c>ck_table_column</c>, so that a refusal names its cause.</summary>
internal static class TableChecks
{
    /// <summary>A text that is the snake-case name of one of an enum's values.</summary>
    public static void AllowOnly<TEnum>(this TableBuilder table, string column)
        where TEnum : struct, Enum => table.AllowOnly(column, [.. Enum.GetValues<TEnum>().Select(SnakeCase.Of)]);

    /// <summary>A text that is one of a list.</summary>
    public static void AllowOnly(this TableBuilder table, string column, params string[] values) =>
        table.HasCheckConstraint($"ck_{table.Name}_{column}", IsOneOf(column, values));

    /// <summary>The condition that a column is one of a list.</summary>
    public static string IsOneOf(string column, params IEnumerable<string> values) =>
        $"{column} IN ({string.Join(", ", values.Select(value => $"'{value}'"))})";

    /// <summary>A number that is 0 or more, or NULL. NaN sorts above all numbers in PostgreSQL and must be named to be refused.</summary>
    public static void NotNegative(this TableBuilder table, string column) =>
        table.HasCheckConstraint($"ck_{table.Name}_{column}", $"{column} >= 0 AND {column} <> 'NaN'::numeric");

    /// <summary>A number of any sign, or NULL, but not NaN.</summary>
    public static void IsNumber(this TableBuilder table, string column) =>
        table.HasCheckConstraint($"ck_{table.Name}_{column}", $"{column} <> 'NaN'::numeric");

    /// <summary>Whole numbers that are 0 or more, or NULL, in one CHECK.</summary>
    public static void CountsNotNegative(this TableBuilder table, params string[] columns) =>
        table.HasCheckConstraint($"ck_{table.Name}_counts", string.Join(" AND ", columns.Select(column => $"{column} >= 0")));
}

/// <summary>The numeric types of the warehouse. A price times a quantity has 7 decimals; sums of accepted carts never overflow.</summary>
internal static class ColumnTypes
{
    /// <summary>Price of one unit: 4 decimals.</summary>
    public static PropertyBuilder<T> IsPrice<T>(this PropertyBuilder<T> column) => column.HasPrecision(19, 4);

    /// <summary>Quantity of one line: 3 decimals.</summary>
    public static PropertyBuilder<T> IsQuantity<T>(this PropertyBuilder<T> column) => column.HasPrecision(12, 3);

    /// <summary>Sum of prices times quantities: 7 decimals.</summary>
    public static T IsMoneySum<T>(this T column)
        where T : PropertyBuilder => (T)column.HasPrecision(28, 7);

    /// <summary>Sum of quantities: 3 decimals.</summary>
    public static T IsUnitSum<T>(this T column)
        where T : PropertyBuilder => (T)column.HasPrecision(19, 3);
}
