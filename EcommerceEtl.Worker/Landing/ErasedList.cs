namespace EcommerceEtl.Worker.Landing;

/// <summary>The file <c>landing/&lt;store&gt;/erased.json</c>: whom no run of any database on this landing zone may land or load.</summary>
public sealed record ErasedList
{
    /// <summary>The format this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>The erased customers by their key.</summary>
    public required ImmutableArray<ErasedCustomer> Customers { get; init; }

    /// <summary>The <see cref="ErasedCustomers.Stamp"/> of the list by which all files of the store were rewritten. Another one, or none,
    /// says that this was never begun or broken off: the next run does it.</summary>
    public string? Applied { get; init; }

    public static ErasedList Empty { get; } = new() { Format = CurrentFormat, Customers = [] };

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.ErasedList);

    /// <summary>Reads a list.</summary>
    /// <exception cref="JsonException">It is none, or it was written by a newer version.</exception>
    public static ErasedList Read(ReadOnlySpan<byte> utf8)
    {
        var list = JsonSerializer.Deserialize(utf8, ManifestJson.Default.ErasedList) ?? throw new JsonException("it is null");
        if (list.Format != CurrentFormat)
            throw new JsonException($"its format is {list.Format}; this version reads {CurrentFormat}");
        return list.Customers.IsDefault || list.Customers.Any(customer => customer is null)
            ? throw new JsonException("it lacks its customers") : list;
    }
}
