namespace EcommerceEtl.Worker.Sources.Http;

/// <summary>A body that did not arrive whole: worth another attempt, since the next answer may be.</summary>
/// <param name="seen">What was seen, free of any text of the body; continues "The shop ...".</param>
/// <param name="connection">True if the connection broke, false if the shop ended the body as if it were whole.</param>
internal sealed class BrokenBodyException(string seen, bool connection, Exception? inner) : Exception(seen, inner)
{
    public bool Connection { get; } = connection;

    /// <summary>What the shop should be told; continues "Tell the shop that ". Null if there is nothing to tell.</summary>
    public string? Tell { get; init; }
}
