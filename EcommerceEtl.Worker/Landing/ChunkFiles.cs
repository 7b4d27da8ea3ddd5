using System.IO.Compression;
using System.Security.Cryptography;
using EcommerceEtl.Worker.Landing.Fields;

namespace EcommerceEtl.Worker.Landing;

/// <summary>The chunk files of one store, named by the SHA-256 of what they hold.</summary>
internal sealed class ChunkFiles(LandingFolders folders, TimeProvider clock)
{
    /// <summary>A chunk this old gets the current time as its file time when it is used again. Retention deletes what is a day old and in
    /// no manifest, and the manifest of a run under way is not written yet; it may be a run of another database, whose lock retention does
    /// not hold.</summary>
    private static readonly TimeSpan RenewedAfter = TimeSpan.FromHours(1);

    /// <summary>Keeps a chunk. One that lies there already is read back and compared, which costs less than writing it: a damaged file
    /// heals with the next extract of the same data.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public LandedChunk Write(ChunkBuffer buffer)
    {
        var content = buffer.Written;
        var name = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var chunk = new LandedChunk(name, buffer.Elements, content.Length);
        var path = folders.Chunk(name);
        LandingErrors.Writing(folders.Store, () =>
        {
            if (Holds(path, content.Span))
                return;
            DurableFile.Write(path, folders.NewPartial(), file =>
            {
                using var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
                gzip.Write(content.Span);
            });
        });
        return chunk;
    }

    /// <summary>An empty file for what is not to be in memory. It is gone once it is closed.</summary>
    /// <exception cref="EtlException"><c>landing_unavailable</c>.</exception>
    public FileStream OpenScratch() =>
        LandingErrors.Writing(folders.Store, () => DurableFile.OpenOrCreate(folders.NewPartial(), FileOptions.DeleteOnClose));

    /// <summary>A buffer that holds any one of these chunks.</summary>
    public static byte[] BufferFor(IEnumerable<LandedChunk> chunks) =>
        GC.AllocateUninitializedArray<byte>(
            (int)Math.Clamp(chunks.Select(chunk => chunk.Bytes).DefaultIfEmpty().Max(), 0, ChunkBuffer.MaxBytes) + 1);

    /// <summary>Reads a chunk whole into a buffer and checks its hash.</summary>
    /// <exception cref="EtlException"><c>landing_damaged</c>, or <c>landing_unavailable</c> if the file system refuses.</exception>
    public ReadOnlyMemory<byte> Read(LandedChunk chunk, byte[] buffer)
    {
        if (chunk.Sha256.Length != 64 || !chunk.Sha256.All(char.IsAsciiHexDigitLower) || chunk.Bytes is < 0 or > ChunkBuffer.MaxBytes)
            throw LandingErrors.DamagedManifest(
                folders.Runs, $"names a chunk of {chunk.Bytes} bytes called '{chunk.Sha256}', which cannot be");
        var path = folders.Chunk(chunk.Sha256);
        var size = (int)chunk.Bytes;
        try
        {
            using var file = OpenRead(path);
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            // One byte more than there should be shows that there are more.
            var read = gzip.ReadAtLeast(buffer.AsSpan(0, size + 1), size + 1, throwOnEndOfStream: false);
            if (read != size)
                throw LandingErrors.DamagedChunk(
                    path, $"holds {(read > size ? "more than " : "")}{Math.Min(read, size)} bytes where {size} were landed");
        }
        catch (InvalidDataException error)
        {
            throw LandingErrors.DamagedChunk(path, "is no whole gzip file", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw LandingErrors.DamagedChunk(path, "is missing", error);
        }
        catch (Exception error) when (LandingErrors.IsFileSystem(error))
        {
            throw LandingErrors.CannotRead(path, error);
        }
        var content = buffer.AsMemory(0, size);
        if (Convert.ToHexStringLower(SHA256.HashData(content.Span)) != chunk.Sha256)
            throw LandingErrors.DamagedChunk(path, "does not hold what it was named for (its SHA-256 differs)");
        return content;
    }

    /// <summary>True if each chunk lies here with the hash it was named for: they may be used again, and are young from now on.</summary>
    /// <param name="readsBack">False to see only that the files are there, where whoever reads them later can do without.</param>
    public bool CanUseAgain(IReadOnlyCollection<LandedChunk> chunks, bool readsBack = true)
    {
        var buffer = readsBack ? BufferFor(chunks) : [];
        try
        {
            foreach (var chunk in chunks)
            {
                if (readsBack)
                    Read(chunk, buffer);
                else if (!File.Exists(folders.Chunk(chunk.Sha256)))
                    return false;
                RefreshFileTime(folders.Chunk(chunk.Sha256));
            }
            return true;
        }
        catch (Exception error) when (
            error is EtlException { Code: ErrorCode.LandingDamaged or ErrorCode.LandingUnavailable } || LandingErrors.IsFileSystem(error))
        {
            // The shop is then asked for all of it, which lands it anew.
            return false;
        }
    }

    private bool Holds(string path, ReadOnlySpan<byte> content)
    {
        if (!File.Exists(path))
            return false;
        var block = new byte[32 * 1024];
        try
        {
            using var gzip = new GZipStream(OpenRead(path), CompressionMode.Decompress);
            for (int read; (read = gzip.Read(block)) > 0; content = content[read..])
                if (read > content.Length || !content[..read].SequenceEqual(block.AsSpan(0, read)))
                    return false;
            if (content.IsEmpty)
                RefreshFileTime(path);
            return content.IsEmpty;
        }
        catch (Exception error) when (error is InvalidDataException || LandingErrors.IsFileSystem(error))
        {
            // The file is damaged or was deleted meanwhile, or it cannot be read or its time cannot be set. It is written again; if
            // that fails too, that error is reported.
            return false;
        }
    }

    private void RefreshFileTime(string path)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now - File.GetLastWriteTimeUtc(path) >= RenewedAfter)
            File.SetLastWriteTimeUtc(path, now);
    }

    private static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024);
}

/// <summary>Walks the elements of a landed chunk, one a line, without copying: <c>foreach (var element in new
/// NdjsonLines(chunk))</c>.</summary>
public readonly struct NdjsonLines(ReadOnlyMemory<byte> chunk)
{
    public Enumerator GetEnumerator() => new(chunk);

    public struct Enumerator(ReadOnlyMemory<byte> chunk)
    {
        private ReadOnlyMemory<byte> _rest = chunk;

        /// <summary>The current element, without its newline.</summary>
        public ReadOnlyMemory<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
                return false;
            var end = _rest.Span.IndexOf((byte)'\n');
            Current = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return true;
        }
    }
}
