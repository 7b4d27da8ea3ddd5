namespace EcommerceEtl.Data.Session;

/// <summary>Optional values of a binary COPY.</summary>
internal static class CopyNull
{
    public static void WriteOptional<T>(this NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } present)
            copy.Write(present, type);
        else
            copy.WriteNull();
    }

    public static void WriteText(this NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, NpgsqlDbType.Text);
    }
}
