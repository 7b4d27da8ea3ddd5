using System.Text;
using System.Text.Json;
using EcommerceEtl.Worker.Landing.Fields;
using EcommerceEtl.Worker.Reading;
using EcommerceEtl.Worker.Sources.FakeStore;

namespace EcommerceEtl.Tests.Worker.Sources;

/// <summary>Hands single elements to a sink or a filter.</summary>
internal static class WholeElement
{
    public static ValueTask AppendAsync(this IElementSink sink, byte[] element, CancellationToken cancellationToken)
    {
        sink.BeginElement();
        var json = new Utf8JsonReader(element, JsonBounds.ReaderOptions);
        json.Read();
        while (!sink.Take(ref json, element, 0))
            json.Read();
        return sink.EndElement(element) ? sink.FlushAsync(cancellationToken) : default;
    }

    /// <summary>What lands of an element of the Fake Store: one line, here without its end.</summary>
    public static string Land(Entity entity, string element) => Encoding.UTF8.GetString(Land(entity, Encoding.UTF8.GetBytes(element)));

    /// <inheritdoc cref="Land(Entity, string)"/>
    public static byte[] Land(Entity entity, byte[] element)
    {
        var chunk = new ChunkBuffer();
        new FieldFilter(new FakeStoreSource(null!).FieldsOf(entity)).Land(element, chunk, out _);
        var line = chunk.Written.ToArray();
        Assert.That(Array.IndexOf(line, (byte)'\n'), Is.EqualTo(line.Length - 1));
        return line[..^1];
    }
}
