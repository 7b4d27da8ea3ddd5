using EcommerceEtl.Data.Totals;
using EcommerceEtl.Domain.Orders;

namespace EcommerceEtl.Data.Carts;

/// <summary>Takes carts out of the tables, and tells what they counted.</summary>
internal static class CartDeletion
{
    /// <summary>Deletes carts with their lines and orders.</summary>
    /// <param name="keys">Their keys in ascending order.</param>
    /// <param name="withOrders">True if the store may have orders.</param>
    /// <param name="linesDeleted">Told what the lines of each product in a part of a month counted.</param>
    public static async Task<ImmutableArray<DeletedCart>> DeleteAsync(
        LoadContext load, List<long> keys, bool withOrders, Action<NpgsqlDataReader> linesDeleted, CancellationToken cancellationToken)
    {
        var range = new object?[] { load.StoreId, keys.ToArray(), keys[0], keys[^1] };
        // The lines before the orders: a line without an order has its own money.
        await load.Session.Command("Carts/delete_cart_lines", range).EachRowAsync(linesDeleted, cancellationToken);
        Dictionary<long, OrderState> states = [];
        Dictionary<long, List<DeletedSale>> sales = [];
        if (withOrders)
        {
            await load.Session.Command("Carts/delete_orders", range).EachRowAsync(
                row => states.Add(row.GetInt64(0), SnakeCase.Parse<OrderState>(row.GetString(1))), cancellationToken);
            await load.Session.Command("Carts/delete_order_sales", range).EachRowAsync(
                row =>
                {
                    if (!sales.TryGetValue(row.GetInt64(0), out var rows))
                        sales.Add(row.GetInt64(0), rows = []);
                    rows.Add(DeletedSale.Of(row));
                },
                cancellationToken);
        }
        return await load.Session.Command("Carts/delete_carts", range).RowsAsync(
            row => new DeletedCart(
                row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt64(1), row.GetFieldValue<DateOnly>(2), row.GetBoolean(3),
                row.GetBoolean(4), row.GetBoolean(5), row.GetDecimal(6), row.GetDecimal(7),
                states.TryGetValue(row.GetInt64(0), out var state) ? state : null,
                sales.GetValueOrDefault(row.GetInt64(0)) ?? []),
            cancellationToken);
    }
}
