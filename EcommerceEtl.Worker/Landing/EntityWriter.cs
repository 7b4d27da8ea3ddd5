namespace EcommerceEtl.Worker.Landing;

public sealed class EntityWriter
{
    private readonly string _entity = "";

    public ValueTask AppendAsync(ReadOnlyMemory<byte> element, CancellationToken ct) => throw new NotImplementedException($"{_entity}{element}");

    public void Reset() => throw new NotImplementedException(_entity);

    public Task CompleteAsync(Coverage coverage, long bytes, string? etag, string? lastModified, CancellationToken ct) =>
        throw new NotImplementedException($"{_entity}{coverage}{bytes}{etag}{lastModified}");
}
