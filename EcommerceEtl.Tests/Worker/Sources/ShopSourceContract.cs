using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Domain.Quality;
using EcommerceEtl.Worker.Settings;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>What holds for every kind of shop. A kind's own tests are its own; these it shares by inheriting them.</summary>
public abstract class ShopSourceContract
{
    private static readonly Entity[] _all = [Entity.Products, Entity.Customers, Entity.Carts];

    protected abstract string Kind { get; }

    /// <summary>The store's Token, for a shop that wants one.</summary>
    protected virtual string? Token => null;

    /// <summary>True where the kind makes the elements that are landed, of its known fields alone.</summary>
    protected virtual bool IsComposed(Entity entity) => false;

    /// <summary>The path that serves an entity.</summary>
    protected abstract string PathOf(Entity entity);

    /// <summary>The n-th id as JSON.</summary>
    protected abstract string Id(int number);

    /// <summary>An id of the JSON type that the kind does not use.</summary>
    protected abstract string ForeignId { get; }

    /// <summary>A valid element with an id given as JSON, and the property that holds the id first.</summary>
    protected abstract string Element(Entity entity, string id);

    [Test]
    public async Task Every_entity_is_extracted_and_each_element_maps_to_its_own_id([ValueSource(nameof(_all))] Entity entity)
    {
        await using var shop = await ServeAsync(entity, Element(entity, Id(1)), Element(entity, Id(2)), Element(entity, Id(3)));
        using var extraction = Extract(shop);

        var snapshot = await extraction.RunAsync(entity);

        var keys = (await extraction.ElementsAsync(snapshot, entity)).Select(element => Map(extraction, entity, element)).ToArray();
        Assert.That(keys.Select(mapped => mapped.Rejection), Is.All.Null);
        Assert.That(keys.Select(mapped => mapped.Key!.Value).ToArray(), Is.Unique.And.Length.EqualTo(3));
        Assert.That(keys.Select(mapped => mapped.SourceText), Is.EquivalentTo(new[] { Id(1), Id(2), Id(3) }.Select(id => id.Trim('"'))));
    }

    [Test]
    public async Task The_key_alone_is_the_key_of_the_record([ValueSource(nameof(_all))] Entity entity)
    {
        await using var shop = await ServeAsync(entity, Element(entity, Id(1)));
        using var extraction = Extract(shop);

        Assert.That(extraction.Source.TryReadKey(Encoding.UTF8.GetBytes(Element(entity, Id(1))), out var key, out var text), Is.True);

        var mapped = Map(extraction, entity, Element(entity, Id(1)));
        Assert.That((key, text ?? mapped.SourceText), Is.EqualTo((mapped.Key!.Value, mapped.SourceText)));
        Assert.That(text, Id(1).StartsWith('"') && !ShopKey.TryNumber(Id(1).Trim('"'), out _) ? Is.Not.Null : Is.Null);
        Assert.That(key >= ShopKey.TextBase, Is.EqualTo(text is not null));
    }

    [Test]
    public async Task An_id_of_the_other_type_is_rejected_without_a_key([ValueSource(nameof(_all))] Entity entity)
    {
        await using var shop = await ServeAsync(entity, Element(entity, ForeignId), Element(entity, Id(1)));
        using var extraction = Extract(shop);

        var snapshot = await extraction.RunAsync(entity);

        var mapped = Map(extraction, entity, (await extraction.ElementsAsync(snapshot, entity))[0]);
        Assert.That((mapped.Rejection, mapped.Key), Is.EqualTo((new Rejection(RejectionReason.WrongType, "$.id"), (long?)null)));
        Assert.That(snapshot.Entities[0].Keyless, Is.EqualTo(1));
    }

    [Test]
    public async Task The_key_survives_when_another_property_comes_twice([ValueSource(nameof(_all))] Entity entity)
    {
        var element = Element(entity, Id(1));
        var doubled = element[..^1] + "," + element[(element.IndexOf(',', StringComparison.Ordinal) + 1)..];
        await using var shop = await ServeAsync(entity, doubled);
        using var extraction = Extract(shop);

        var snapshot = await extraction.RunAsync(entity);

        var landed = (await extraction.ElementsAsync(snapshot, entity)).Single();
        var mapped = Map(extraction, entity, landed);
        // Of what comes twice nobody knows which is meant, so the second lands as no more than that it was there.
        if (!IsComposed(entity))
            Assert.That(landed, Does.StartWith(element[..^1]));
        Assert.That(landed, Does.Contain("(left out)"));
        // Of a customer nothing but the id is needed: all that comes twice is left out.
        Assert.That(
            (mapped.Rejection?.Reason, mapped.SourceText),
            Is.EqualTo((entity == Entity.Customers ? null : (RejectionReason?)RejectionReason.DuplicateKey, Id(1).Trim('"'))));
        Assert.That(snapshot.Entities[0].Keyless, Is.Zero);
    }

    [Test]
    public async Task What_is_not_on_the_allow_list_never_lands([ValueSource(nameof(_all))] Entity entity)
    {
        var element = Element(entity, Id(1));
        var planted = element[..^1] + ""","extra":{"deep":["PLANTED",{"more":"PLANTED"}]},"note":"PLANTED"}""";
        await using var shop = await ServeAsync(entity, planted);
        using var extraction = Extract(shop);

        var snapshot = await extraction.RunAsync(entity);

        Assert.That(await extraction.ElementsAsync(snapshot, entity), Is.EqualTo(new[] { element }));
        Assert.That(extraction.EverythingLanded(), Does.Not.Contain("PLANTED"));
        if (!IsComposed(entity))
            Assert.That(snapshot.Entities[0].Drift, Has.Some.StartsWith("+2 unknown ("));
    }

    [Test]
    public async Task A_second_extract_of_the_same_data_writes_nothing_but_its_manifest()
    {
        await using var shop = await ScriptedShop.StartAsync();
        foreach (var entity in _all)
            Serve(shop, entity, Element(entity, Id(1)));
        using var extraction = Extract(shop);

        var first = await extraction.RunAsync(1, CancellationToken.None, _all);
        var second = await extraction.RunAsync(2, CancellationToken.None, _all);

        Assert.That((extraction.ChunksWritten, second.Hash), Is.EqualTo((0, first.Hash)));
    }

    [Test]
    public async Task Whatever_the_bytes_mapping_does_not_throw([ValueSource(nameof(_all))] Entity entity)
    {
        await using var shop = await ScriptedShop.StartAsync();
        using var extraction = Extract(shop);
        var element = Element(entity, Id(1));

        for (var length = 0; length < element.Length; length++)
            Assert.That(Map(extraction, entity, element[..length]).Rejection, Is.Not.Null);
    }

    private ExtractBundle Extract(ScriptedShop shop) => new(shop.Url, store: new StoreOptions { Kind = Kind, Token = Token });

    /// <summary>Lets a shop answer with elements as they are landed.</summary>
    private protected virtual void Serve(ScriptedShop shop, Entity entity, params string[] elements) =>
        shop.On(PathOf(entity), ScriptedShop.Json($"[{string.Join(',', elements)}]"));

    private async Task<ScriptedShop> ServeAsync(Entity entity, params string[] elements)
    {
        var shop = await ScriptedShop.StartAsync();
        Serve(shop, entity, elements);
        return shop;
    }

    private static (long? Key, string? SourceText, Rejection? Rejection) Map(ExtractBundle extraction, Entity entity, string element)
    {
        var bytes = Encoding.UTF8.GetBytes(element);
        switch (entity)
        {
            case Entity.Products:
                var product = extraction.Source.MapProduct(bytes);
                return (product.Key, product.SourceText, product.Rejection);
            case Entity.Customers:
                var customer = extraction.Source.MapCustomer(bytes);
                return (customer.Key, customer.SourceText, customer.Rejection);
            default:
                var cart = extraction.Source.MapCart(bytes, ExtractBundle.Mapping);
                return (cart.Key, cart.SourceText, cart.Rejection);
        }
    }
}
