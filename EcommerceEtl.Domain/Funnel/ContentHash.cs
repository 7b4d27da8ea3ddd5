using System.Buffers.Binary;
using System.IO.Hashing;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Domain.Funnel;

/// <summary>Fingerprint of everything the warehouse holds of a cart save the run that wrote it: XxHash128 (seed 0) over a fixed
/// little-endian layout in which every optional value is preceded by a presence byte and every text by its length. The number of the store
/// is left out, since another database may know the same store by another one; so are texts that the rows do not hold (the ids of customer
/// and products: their keys are in). The order's part is appended only where there is an order.</summary>
internal static class ContentHash
{
    public static Guid Of(
        CartId id, CustomerId? customer, DateTime placedAt, DateOnly day, ImmutableArray<ProjectedLine> lines, in CartTotals totals,
        Order? order)
    {
        var hash = new Layout();
        hash.Int64(id.Key);
        hash.Text(id.Text);
        hash.Flag(customer.HasValue);
        if (customer is { } known)
            hash.Int64(known.Key);
        hash.Int64(placedAt.Ticks);
        hash.Int64(day.DayNumber);
        hash.Flag(totals.Viewed);
        hash.Flag(totals.Carted);
        hash.Flag(totals.Purchased);
        hash.Decimal(totals.GrossValue.Amount);
        hash.Decimal(totals.Units);
        hash.Decimal(totals.Revenue.Amount);
        hash.Int64(lines.Length);
        foreach (ref readonly var line in lines.AsSpan())
        {
            hash.Flag(line.Product.HasValue);
            if (line.Product is { } product)
                hash.Int64(product.Key);
            hash.Decimal(line.Quantity);
            hash.Flag(line.UnitPrice.HasValue);
            hash.Decimal(line.UnitPrice?.Amount ?? 0);
            hash.Time(line.ViewedAt);
            hash.Time(line.CartedAt);
            hash.Time(line.PurchasedAt);
        }
        if (order is not null)
            Add(ref hash, order);
        return hash.Finish();
    }

    private static void Add(ref Layout hash, Order order)
    {
        hash.Text(order.Number);
        hash.Text(SnakeCase.Of(order.State));
        hash.Text(order.ShopStatus);
        hash.Time(order.PlacedAt);
        hash.Text(order.City);
        hash.Time(order.CancelledAt);
        hash.Time(order.UpdatedAt);
        hash.Flag(order.StatedTotal.HasValue);
        hash.Decimal(order.StatedTotal ?? 0);
        hash.Int64(order.Sales.Length);
        foreach (var sale in order.Sales)
        {
            hash.Time(sale.At);
            hash.Text(SnakeCase.Of(sale.Action));
            hash.Text(SnakeCase.Of(sale.Cause));
            hash.Text(SnakeCase.Of(sale.Item));
            hash.Int64(sale.Line ?? 0);
            hash.Flag(sale.Product.HasValue);
            hash.Int64(sale.Product?.Key ?? 0);
            hash.Decimal(sale.Quantity);
            hash.Decimal(sale.Gross);
            hash.Decimal(sale.Discount);
            hash.Decimal(sale.Tax);
        }
    }

    /// <summary>Collects the layout in one reused buffer per thread, so that hashing a cart allocates nothing.</summary>
    private ref struct Layout
    {
        [ThreadStatic]
        private static byte[]? _reused;

        private byte[] _buffer = _reused ??= new byte[4096];
        private int _length;

        public Layout()
        {
        }

        public void Text(string? text)
        {
            Flag(text is not null);
            if (text is null)
                return;
            var length = Encoding.UTF8.GetByteCount(text);
            Int64(length);
            Encoding.UTF8.GetBytes(text, Next(length));
        }

        public void Flag(bool value) => Next(1)[0] = value ? (byte)1 : (byte)0;

        public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

        public void Time(DateTime? value)
        {
            Flag(value.HasValue);
            Int64(value?.Ticks ?? 0);
        }

        /// <summary>The value scaled to 7 decimals, so that 1.5 and 1.50 are the same, and 0 and -0.</summary>
        public void Decimal(decimal value)
        {
            // 0.0000000 carries scale 7: adding it aligns every value with at most 7 decimals to that scale. It would keep the sign of -0.
            var scaled = value == 0 ? 0.0000000m : (value.Scale > 7 ? decimal.Round(value, 7) : value) + 0.0000000m;
            Span<int> bits = stackalloc int[4];
            decimal.GetBits(scaled, bits);
            foreach (var part in bits)
                BinaryPrimitives.WriteInt32LittleEndian(Next(4), part);
        }

        public Guid Finish()
        {
            Span<byte> hash = stackalloc byte[16];
            XxHash128.Hash(_buffer.AsSpan(0, _length), hash);
            return new Guid(hash, bigEndian: true);
        }

        private Span<byte> Next(int count)
        {
            if (_length + count > _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * (_length + count));
                _reused = _buffer;
            }
            var slice = _buffer.AsSpan(_length, count);
            _length += count;
            return slice;
        }
    }
}
