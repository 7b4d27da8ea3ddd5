using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Data.Load;

/// <summary>Optional values of a binary COPY.</summary>
internal static class CopyNull
{
    public static Task WriteOptionalAsync<T>(
        this NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken)
        where T : struct =>
        value is { } present ? copy.WriteAsync(present, type, cancellationToken) : copy.WriteNullAsync(cancellationToken);

    public static Task WriteTextAsync(this NpgsqlBinaryImporter copy, string? value, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, NpgsqlDbType.Text, cancellationToken);
}
