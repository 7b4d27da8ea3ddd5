namespace EcommerceEtl.Worker.Landing;

/// <summary>One file of landed elements, one JSON element a line, gzip.</summary>
/// <param name="Sha256">SHA-256 of its uncompressed bytes, 64 lower-case hexadecimal digits: its name.</param>
/// <param name="Elements">Lines in it, 1 to 20,000.</param>
/// <param name="Bytes">Uncompressed size.</param>
public sealed record LandedChunk(string Sha256, int Elements, long Bytes);
