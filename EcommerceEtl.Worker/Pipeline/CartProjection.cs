using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Maps a landed cart and projects it, refusing ids that share a key with another id.</summary>
internal sealed class CartProjection(
    IShopSource source, FunnelRules rules, PriceBook book, SnapshotKeys? customers, MappingContext context)
{
    private readonly FunnelProjector _projector = new(rules);

    public Mapped<ProjectedCart> Project(ReadOnlySpan<byte> element)
    {
        var mapped = source.MapCart(element, context);
        if (mapped.Record is not { } cart)
            return Mapped<ProjectedCart>.Rejected(mapped.Key, mapped.SourceText, mapped.Rejection!.Reason, mapped.Rejection.Path);
        if (Collides(cart))
            return Mapped<ProjectedCart>.Rejected(mapped.Key, mapped.SourceText, RejectionReason.IdCollision, "$");
        return Mapped<ProjectedCart>.Accepted(cart.Id.Key, mapped.SourceText!, _projector.Project(cart, book), mapped.LeftOut);
    }

    private bool Collides(Cart cart)
    {
        if (source.Kind.Ids == IdForm.Number)
            return false;
        if (cart.Customer is { } customer && customers?.BelongsToAnother(customer.Key, customer.Text!) == true)
            return true;
        foreach (var item in cart.Items)
            if (item.Product is { } product && book.Collides(product))
                return true;
        return false;
    }
}
