using System.Security.Cryptography;
using System.Text;

namespace EcommerceEtl.Data.Quarantine;

/// <summary>Collects a load's rejected elements in a temporary table and settles the table <c>quarantine</c> with them.</summary>
public sealed class QuarantineLoad(LoadContext load)
{
    /// <summary>Most open rows of one store: rejected records beyond them are counted in the ledger, but not kept.</summary>
    public const int MaxOpen = 10_000;

    /// <summary>Most bytes of one payload.</summary>
    public const int MaxPayloadBytes = 64 * 1024;

    private bool _created;
    private long _position;

    /// <summary>Adds rejections; nothing happens if there are none.</summary>
    public async Task AddAsync(IReadOnlyCollection<RejectedElement> rejected, CancellationToken cancellationToken)
    {
        if (rejected.Count == 0)
            return;
        await CreateAsync(cancellationToken);
        await using var copy = await load.Session.CopyAsync("Quarantine/copy_incoming_rejections", 7, cancellationToken);
        foreach (var element in rejected)
        {
            copy.StartRow();
            copy.Text(SnakeCase.Of(element.Entity));
            copy.Text(SafeText.Escape(element.RecordKey));
            copy.Text(SnakeCase.Of(element.Rejection.Reason));
            copy.Text(SafeText.Escape(element.Rejection.Path));
            var payload = Encoding.UTF8.GetBytes(element.Payload);
            copy.Text(Kept(element.Payload, payload));
            copy.Text(Convert.ToHexStringLower(SHA256.HashData(payload)));
            copy.BigInt(_position++);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>Opens, renews and resolves rows; an unchanged state writes nothing.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await CreateAsync(cancellationToken);
        // Rows are resolved first, since that makes room for new ones.
        if (load.Complete)
            await load.Session.ExecuteAsync("Quarantine/resolve_quarantine", cancellationToken, load.StoreId, load.RunId);
        if (_position > 0)
            await load.Session.ExecuteAsync(
                "Quarantine/upsert_quarantine", cancellationToken, load.StoreId, load.SnapshotTime, load.RunId, MaxOpen);
    }

    private static string Kept(string payload, byte[] utf8)
    {
        if (utf8.Length <= MaxPayloadBytes)
            return payload;
        var end = MaxPayloadBytes;
        // Not within a character: bytes that begin with the bits 10 go on with one.
        while ((utf8[end] & 0xC0) == 0x80)
            end--;
        return Encoding.UTF8.GetString(utf8, 0, end);
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (_created)
            return;
        await load.Session.ExecuteAsync("Quarantine/create_incoming_rejections", cancellationToken);
        _created = true;
    }
}

/// <summary>An element that was not accepted, as the quarantine keeps it.</summary>
/// <param name="Key">Its warehouse key, if one could be read and no other element of the snapshot has it.</param>
/// <param name="RecordKey">Its own id, or a hash of its payload where none could be read.</param>
/// <param name="Payload">The element as landed: allow-listed fields only.</param>
public sealed record RejectedElement(Entity Entity, long? Key, string RecordKey, Rejection Rejection, string Payload);

/// <summary>Rejected elements on their way into the quarantine. It knows how large they are: one of them can be as large as thousands of
/// others.</summary>
public sealed class RejectedBatch
{
    /// <summary>Elements of a full batch.</summary>
    public const int MaxElements = 5_000;

    /// <summary>Characters of payload that fill a batch.</summary>
    public const long MaxPayload = 16 * 1024 * 1024;

    private readonly List<RejectedElement> _elements = [];
    private long _payload;

    /// <summary>What is in it, in the order it came.</summary>
    public IReadOnlyList<RejectedElement> Elements => _elements;

    /// <summary>True once there is so much in it that it should be handed on.</summary>
    public bool IsFull => _elements.Count >= MaxElements || _payload >= MaxPayload;

    public void AddRange(IEnumerable<RejectedElement> elements)
    {
        foreach (var element in elements)
        {
            _elements.Add(element);
            _payload += element.Payload.Length;
        }
    }

    public void Clear()
    {
        _elements.Clear();
        _payload = 0;
    }
}
