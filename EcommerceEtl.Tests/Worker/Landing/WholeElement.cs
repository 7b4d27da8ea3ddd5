using System.Text.Json;
using EcommerceEtl.Worker.Reading;

namespace EcommerceEtl.Tests.Worker.Landing;

/// <summary>Hands single elements to a sink.</summary>
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
}
