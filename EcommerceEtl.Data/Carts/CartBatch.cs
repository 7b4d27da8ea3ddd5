using System.Runtime.InteropServices;
using EcommerceEtl.Data.Quarantine;

namespace EcommerceEtl.Data.Carts;

/// <summary>A batch of a snapshot's carts on its way into the database: accepted carts, each key once in the whole snapshot, and the
/// rejected elements met on the way. Carts are kept by value in two lists that are used again for batch after batch: as objects they would
/// live just long enough to be promoted, and the heap would grow to several times what a batch holds.</summary>
public sealed class CartBatch
{
    /// <summary>Carts of a full batch. Larger ones load no faster as long as the next is made while one is copied, but both are held in
    /// memory.</summary>
    public const int Size = 5_000;

    /// <summary>Lines that fill a batch, however few carts they belong to.</summary>
    public const int MaxLines = 100_000;

    private readonly List<BatchedCart> _carts = new(Size);
    private readonly List<ProjectedLine> _lines = new(Size * 3);

    public int Count => _carts.Count;

    /// <summary>True once there is enough in it to be loaded.</summary>
    public bool IsFull => _carts.Count >= Size || _lines.Count >= MaxLines || Rejected.IsFull;

    /// <summary>Rejected elements met on the way.</summary>
    public RejectedBatch Rejected { get; } = new();

    /// <summary>Keys of elements that are none of the store's carts; what the table has of them goes.</summary>
    public List<long> Skipped { get; } = [];

    /// <summary>True if one of its carts has an order.</summary>
    internal bool HasOrders => _carts.Exists(static cart => cart.Order is not null);

    /// <summary>Its carts; the batch must not change while the span is used.</summary>
    internal Span<BatchedCart> Carts => CollectionsMarshal.AsSpan(_carts);

    public void Add(ProjectedCart cart)
    {
        _carts.Add(new BatchedCart(
            cart.Id, cart.Customer, cart.PlacedAt, cart.Day, cart.Totals, cart.ContentHash, cart.Order, _lines.Count, cart.Lines.Length));
        _lines.AddRange(cart.Lines.AsSpan());
    }

    /// <summary>Empties it for its next use.</summary>
    public void Clear()
    {
        _carts.Clear();
        _lines.Clear();
        Rejected.Clear();
        Skipped.Clear();
    }

    internal ReadOnlySpan<ProjectedLine> LinesOf(in BatchedCart cart) =>
        CollectionsMarshal.AsSpan(_lines).Slice(cart.FirstLine, cart.Lines);

    /// <summary>Puts its carts in order of key; in most snapshots they come in it.</summary>
    internal void Sort()
    {
        var carts = Carts;
        for (var i = 1; i < carts.Length; i++)
        {
            if (carts[i - 1].Id.Key > carts[i].Id.Key)
            {
                carts.Sort(static (a, b) => a.Id.Key.CompareTo(b.Id.Key));
                return;
            }
        }
    }

    /// <summary>The cart with a key; the batch is sorted and has it.</summary>
    internal ref readonly BatchedCart Find(long key)
    {
        var carts = Carts;
        var (low, high) = (0, carts.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (carts[middle].Id.Key < key)
                low = middle + 1;
            else
                high = middle;
        }
        return ref carts[low];
    }

    /// <summary>Keeps the first carts and drops the others.</summary>
    internal void Truncate(int count) => CollectionsMarshal.SetCount(_carts, count);
}

/// <summary>A projected cart while it waits for its COPY, by value; its lines stand together in the batch's list of lines.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Customer">The customer; null for a guest.</param>
/// <param name="PlacedAt">The cart's time, UTC.</param>
/// <param name="Day">Its day in the store's zone.</param>
/// <param name="Totals">What its lines add up to.</param>
/// <param name="ContentHash">The cart is changed when it differs.</param>
/// <param name="Order">Its order; null where it has none.</param>
/// <param name="FirstLine">Place of its first line in the batch.</param>
/// <param name="Lines">Number of its lines.</param>
internal readonly record struct BatchedCart(
    CartId Id, CustomerId? Customer, DateTime PlacedAt, DateOnly Day, CartTotals Totals, Guid ContentHash,
    ProjectedOrder? Order, int FirstLine, int Lines);
