namespace EcommerceEtl.Worker.Reading;

/// <summary>What a shop's JSON may be at most; beyond it the answer is refused, whatever it holds.</summary>
internal static class JsonBounds
{
    /// <summary>Deepest nesting of one element, and of the whole answer.</summary>
    public const int MaxDepth = 64;

    /// <summary>Strict JSON of that depth.</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Largest single element, in bytes.</summary>
    public const int MaxElementBytes = 4 * 1024 * 1024;
}
