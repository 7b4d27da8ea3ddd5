using EcommerceEtl.Data.Totals;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Explain;

/// <summary>The figures of a day as <c>daily_totals</c> has them, or what one cart or row adds to them.</summary>
public readonly record struct Figures(
    long Sessions, long Viewed, long Carted, long Orders, long Abandoned, decimal Units, decimal Gross, decimal Discounts, decimal Returns,
    decimal Shipping, decimal Tax, decimal Other)
{
    /// <summary>Net sales.</summary>
    public decimal Net => Gross - Discounts - Returns;

    /// <summary>All of them by name, in the order in which they are shown.</summary>
    public ImmutableArray<(string Name, decimal Value)> All =>
    [
        ("sessions", Sessions), ("viewed", Viewed), ("carted", Carted), ("orders", Orders), ("abandoned", Abandoned), ("units", Units),
        ("gross", Gross), ("discounts", Discounts), ("returns", Returns), ("net", Net), ("shipping", Shipping), ("tax", Tax),
        ("other", Other),
    ];

    public static Figures operator +(in Figures left, in Figures right) => new(
        left.Sessions + right.Sessions, left.Viewed + right.Viewed, left.Carted + right.Carted, left.Orders + right.Orders,
        left.Abandoned + right.Abandoned, left.Units + right.Units, left.Gross + right.Gross, left.Discounts + right.Discounts,
        left.Returns + right.Returns, left.Shipping + right.Shipping, left.Tax + right.Tax, left.Other + right.Other);

    /// <summary>The figures of a day; null if it has no row.</summary>
    public static async Task<Figures?> OfDayAsync(
        NpgsqlConnection connection, short store, DateOnly day, CancellationToken cancellationToken) =>
        (await connection.Command("Explain/day", store, day).RowsAsync<Figures?>(
            row => new Figures(
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetDecimal(5), row.GetDecimal(6),
                row.GetDecimal(7), row.GetDecimal(8), row.GetDecimal(9), row.GetDecimal(10), row.GetDecimal(11)),
            cancellationToken)).SingleOrDefault();

    /// <summary>The first and the last day of a store that have figures; null if none has.</summary>
    public static async Task<(DateOnly First, DateOnly Last)?> DaysAsync(
        NpgsqlConnection connection, short store, CancellationToken cancellationToken) =>
        (await connection.Command("Explain/first_and_last_day", store).RowsAsync<(DateOnly, DateOnly)?>(
            row => row.IsDBNull(0) ? null : (row.GetFieldValue<DateOnly>(0), row.GetFieldValue<DateOnly>(1)),
            cancellationToken)).Single();

    internal static Figures Of(in DailySteps steps, in DailyMoney money) => new(
        steps.Sessions, steps.Viewed, steps.Carted, steps.Orders, steps.Abandoned, money.Units, money.Gross, money.Discounts,
        money.Returns, money.Shipping, money.Tax, money.Other);
}

/// <summary>What a cart counts on its day.</summary>
/// <param name="Id">Its id as the shop writes it.</param>
/// <param name="PlacedAt">Its own time, UTC.</param>
/// <param name="OrderNumber">Number of its order; null where it has none.</param>
/// <param name="RunId">The run that wrote it.</param>
/// <param name="Adds">Of a cart with an order the steps alone: its units and its money are those of its rows.</param>
public sealed record CartPart(
    DateOnly Day, long CartId, string Id, DateTime PlacedAt, long? UserId, string? City, string? OrderNumber, long RunId, Figures Adds)
{
    /// <summary>Hands on what one cart counts, or what the carts of one day count, by time.</summary>
    public static Task EachAsync(
        NpgsqlConnection connection, StoreFacts store, long? cart, DateOnly? day, Action<CartPart> seen,
        CancellationToken cancellationToken) =>
        connection.Command("Explain/parts_of_carts", store.StoreId, cart, day).EachRowAsync(
            row => seen(Read(row, store.Origins.View != StepOrigin.None)), cancellationToken);

    private static CartPart Read(NpgsqlDataReader row, bool knowsViews)
    {
        OrderState? state = row.IsDBNull(7) ? null : SnakeCase.Parse<OrderState>(row.GetString(7));
        var steps = DailySteps.Of(row.GetBoolean(8), row.GetBoolean(9), row.GetBoolean(10), knowsViews, state);
        var money = state is null ? DailyMoney.Of(row.GetDecimal(11), row.GetDecimal(12)) : default;
        return new CartPart(
            row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.Text(2) ?? row.GetInt64(1).ToString(CultureInfo.InvariantCulture),
            row.GetDateTime(3), row.Number(4), row.Text(5), row.Text(6), row.GetInt64(13), Figures.Of(steps, money));
    }
}

/// <summary>What a row of an order counts on its day.</summary>
/// <param name="Id">Its cart's id as the shop writes it.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="LineNo">The line of the cart it belongs to; null where it belongs to none.</param>
/// <param name="RunId">The run that wrote it; null where its cart is missing, which would be a fault.</param>
/// <inheritdoc cref="Sale"/>
public sealed record SalePart(
    DateOnly Day, long CartId, string Id, DateTime At, string? OrderNumber, int SaleNo, string Action, string Cause, string Item,
    short? LineNo, long? ProductId, decimal Quantity, decimal Gross, decimal Discount, decimal Tax, long? RunId, Figures Adds)
{
    /// <summary>Hands on the rows of one cart's order, or those of one day, by time.</summary>
    public static Task EachAsync(
        NpgsqlConnection connection, StoreFacts store, long? cart, DateOnly? day, Action<SalePart> seen,
        CancellationToken cancellationToken) =>
        connection.Command("Explain/parts_of_sales", store.StoreId, cart, day).EachRowAsync(row => seen(Read(row)), cancellationToken);

    private static SalePart Read(NpgsqlDataReader row)
    {
        var (action, item) = (row.GetString(6), row.GetString(8));
        var (quantity, gross, discount, tax) = (row.GetDecimal(11), row.GetDecimal(12), row.GetDecimal(13), row.GetDecimal(14));
        var money = DailyMoney.Of(SnakeCase.Parse<SaleAction>(action), SnakeCase.Parse<SaleItem>(item), quantity, gross, discount, tax);
        return new SalePart(
            row.GetFieldValue<DateOnly>(0), row.GetInt64(1), row.Text(2) ?? row.GetInt64(1).ToString(CultureInfo.InvariantCulture),
            row.GetDateTime(3), row.Text(4), row.GetInt32(5), action, row.GetString(7), item,
            row.IsDBNull(9) ? null : row.GetInt16(9), row.Number(10), quantity, gross, discount, tax, row.Number(15),
            Figures.Of(default, money));
    }
}
