using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Funnel;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources;

namespace EcommerceEtl.Worker.Pipeline;

/// <summary>Maps a landed cart and projects it, refusing ids that share a key with another id.</summary>
internal sealed class CartProjection(Accepted accepted, PriceBook book)
{
    private readonly FunnelProjector _projector = new(accepted.Claim.Rules);
    private readonly IShopSource _source = accepted.Claim.Source;
    private readonly MappingContext _mapping = accepted.Extract.Mapping;
    private readonly SnapshotKeys? _customers = accepted.Counts.KeysOf(Entity.Customers);

    public Mapped<ProjectedCart> Project(ReadOnlySpan<byte> element)
    {
        var mapped = _source.MapCart(element, _mapping);
        if (mapped.Record is not { } cart)
            return Mapped<ProjectedCart>.Rejected(mapped.Key, mapped.SourceText, mapped.Rejection!.Reason, mapped.Rejection.Path);
        if (Collides(cart))
            return Mapped<ProjectedCart>.Rejected(mapped.Key, mapped.SourceText, RejectionReason.IdCollision, "$");
        return Mapped<ProjectedCart>.Accepted(cart.Id.Key, mapped.SourceText!, _projector.Project(cart, book), mapped.LeftOut);
    }

    private bool Collides(Cart cart)
    {
        if (_source.Kind.Ids == IdForm.Number)
            return false;
        if (cart.Customer is { } customer && _customers?.BelongsToAnother(customer.Key, customer.Text!) == true)
            return true;
        foreach (var item in cart.Items)
            if (item.Product is { } product && book.Collides(product))
                return true;
        return false;
    }
}
