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
}
