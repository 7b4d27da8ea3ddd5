using System.Text;
using EcommerceEtl.Domain.Catalog;
using EcommerceEtl.Worker.Landing;
using EcommerceEtl.Worker.Sources.FakeStore;
using Microsoft.Extensions.Time.Testing;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary><c>ECOMMERCE_ETL_PAYLOADS</c> sets how many payloads, <c>ECOMMERCE_ETL_PAYLOAD_SEED</c> the seed (a number).</summary>
public sealed class PayloadFuzzTests
{

    private static readonly string[] _snippets =
    [
        "null", "true", "[]", "{}", "-1", "0", "1e400", "1e-400", "1.5", "99999999999999999999", "\"\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"x\"", "\"id\":7,",
        ",", ":", "\"", "{", "}", "[", "]", "\n", "\\", "\"id\"", "\"date\":\"9999-12-31\"", "[[[[",
        "\"products\":[{\"productId\":1,\"quantity\":1}],",
    ];

    [Test]
    [Fault("any bytes at all")]
    public async Task Each_of_many_mutated_payloads_is_accepted_or_rejected()
    {
        var (count, seed) =
            (TestProgram.Number("ECOMMERCE_ETL_PAYLOADS", 10_000), TestProgram.Number("ECOMMERCE_ETL_PAYLOAD_SEED", 20261109));
        var random = new Random(seed);
        var originals = new[] { Entity.Products, Entity.Customers, Entity.Carts }
            .SelectMany(entity => Elements(entity).Select(element => (Entity: entity, Bytes: element))).ToArray();
        using var folder = new TemporaryFolder();
        var landing = new LandingZone(folder.Path, new FakeTimeProvider());
        var source = new FakeStoreSource(null!);
        var (accepted, rejected, unreadable) = (0, 0, 0);

        await using var writer = landing.Begin(
            new SnapshotIdentity("fuzz", "FakeStore", ShopAddress.Parse("http://localhost"), "USD", ExtractBundle.TakenAt, 1, null));
        var writers = Enum.GetValues<Entity>().ToDictionary(entity => entity, entity => writer.Open(entity, source.FieldsOf(entity)));
        for (var landed = 0; landed < count;)
        {
            var (entity, original) = originals[random.Next(originals.Length)];
            var bytes = Mutated(original, random);
            try
            {
                // What goes direct to the mapper need not even be JSON; what is landed is.
                Map(source, entity, bytes);
                System.Text.Json.JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = true }).Dispose();
            }
            catch (System.Text.Json.JsonException)
            {
                unreadable++;
                continue;
            }
            await writers[entity].AppendAsync(bytes, CancellationToken.None);
            landed++;
        }
        foreach (var entity in writers.Values)
            await entity.CompleteAsync(new Coverage.Complete(), 0, null, null, CancellationToken.None);
        var snapshot = writer.Complete();
        foreach (var entity in writers.Keys)
            await foreach (var chunk in landing.ReadChunksAsync(snapshot, entity, CancellationToken.None))
                foreach (var element in new NdjsonLines(chunk))
                    _ = Map(source, entity, element.Span) ? accepted++ : rejected++;

        TestContext.Out.WriteLine($"seed {seed}: {accepted} accepted, {rejected} rejected, {unreadable} no JSON");
        Assert.That(accepted + rejected, Is.EqualTo(count));
        Assert.That(accepted + rejected, Is.EqualTo(snapshot.Entities.Sum(entity => entity.Elements)));
        Assert.That(new[] { accepted, rejected, unreadable }, Is.All.GreaterThan(100));
    }

    /// <summary>True if accepted. Exactly one of record and rejection is there, an accepted record has its key, and a rejected one lacks
    /// what a figure needs: nothing else costs a record.</summary>
    private static bool Map(FakeStoreSource source, Entity entity, ReadOnlySpan<byte> element)
    {
        var (key, record, rejection) = entity switch
        {
            Entity.Products => source.MapProduct(element) is var product
                ? (product.Key, (object?)product.Record, product.Rejection) : default,
            Entity.Customers => source.MapCustomer(element) is var customer
                ? (customer.Key, (object?)customer.Record, customer.Rejection) : default,
            _ => source.MapCart(element, ExtractBundle.Mapping) is var cart ? (cart.Key, (object?)cart.Record, cart.Rejection) : default,
        };
        Assert.That(record is null, Is.EqualTo(rejection is not null));
        Assert.That(record is null || key is not null, Is.True);
        Assert.That(rejection?.Path ?? "$", Does.Match(entity switch
        {
            Entity.Products => @"^\$(\.id|\.price)?$",
            Entity.Customers => @"^\$(\.id)?$",
            _ => @"^\$(\.id|\.date|\.products(\[\d+\](\.productId|\.quantity)?)?)?$",
        }));
        return record is not null;
    }

    /// <summary>The payload with up to three changes, most of which leave it JSON.</summary>
    internal static byte[] Mutated(byte[] original, Random random)
    {
        var text = new StringBuilder(Encoding.Latin1.GetString(original));
        for (var times = random.Next(1, 4); times > 0 && text.Length > 1; times--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(12))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, _snippets[random.Next(_snippets.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(256);
                    break;
                default:
                    // A value in place of another keeps it JSON most of the time.
                    var colons = Enumerable.Range(0, text.Length).Where(i => text[i] == ':').ToArray();
                    if (colons.Length == 0)
                        break;
                    var from = colons[random.Next(colons.Length)] + 1;
                    var end = from;
                    while (end < text.Length && text[end] is not (',' or '}' or ']'))
                        end++;
                    text.Remove(from, end - from).Insert(from, _snippets[random.Next(14)]);
                    break;
            }
        }
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static IEnumerable<byte[]> Elements(Entity entity)
    {
        var name = entity == Entity.Customers ? "users" : SnakeCase.Of(entity);
        using var document = System.Text.Json.JsonDocument.Parse(ScriptedShop.FakeStoreFile(name));
        foreach (var element in document.RootElement.EnumerateArray())
            yield return Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(element));
    }
}
