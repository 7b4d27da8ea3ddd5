using EcommerceEtl.Data.Carts;
using EcommerceEtl.Data.Chunks;
using EcommerceEtl.Domain.Orders;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Maps a landed cart and projects it.</summary>
internal sealed class CartProjection(Accepted accepted, PriceBook book)
{
    private readonly FunnelProjector _projector = new(accepted.Claim.Rules);
    private readonly IShopSource _source = accepted.Claim.Source;
    private readonly MappingContext _mapping = accepted.Extract.Mapping;

    public Mapped<ProjectedCart> Project(ReadOnlySpan<byte> element)
    {
        var mapped = _source.MapCart(element, _mapping);
        if (mapped.Skip is { } skip)
            return Mapped<ProjectedCart>.Skipped(mapped.Key!.Value, mapped.SourceText!, skip.Currency);
        if (mapped.Record is not { } cart)
            return Mapped<ProjectedCart>.Rejected(mapped.Key, mapped.SourceText, mapped.Rejection!.Reason, mapped.Rejection.Path);
        if (_source.Kind.Ids != IdForm.Number)
            foreach (var product in cart.Items.Select(item => item.Product).OfType<ProductId>())
                if (book.Find(product.Key) is { } known)
                    IdCollision.Check(accepted.Claim.Identity.Name, Entity.Products, product.Key, known.Product.Id.Text, product.Text);
        return Mapped<ProjectedCart>.Accepted(cart.Id.Key, mapped.SourceText!, _projector.Project(cart, book), mapped.LeftOut);
    }

    /// <summary>Adds what a cart counts to the sums of its chunk.</summary>
    public static void Measure(LoadedChunk chunk, ProjectedCart cart)
    {
        chunk.Sums += CartSums.Of(cart.Lines.Length, cart.Totals, cart.Order);
        chunk.Unpriced += cart.Totals.Unpriced;
        if (cart.Order is { } order && Math.Abs(order.Stated.Difference) > Order.Rounding)
            chunk.Differing++;
        if (chunk.NewestAt is not { } newest || cart.PlacedAt > newest)
            chunk.NewestAt = cart.PlacedAt;
    }
}
