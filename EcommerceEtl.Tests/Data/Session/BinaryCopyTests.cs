using System.Buffers.Binary;
using System.Text;
using EcommerceEtl.Data.Session;
using Npgsql;
using NpgsqlTypes;

namespace EcommerceEtl.Tests.Data.Session;

/// <summary>Rows go to the server byte for byte as the driver's own importer sends them.</summary>
public sealed class BinaryCopyTests
{
    private const int Rows = 100_000;

    private const string Columns = "a smallint, b integer, c bigint, d boolean, e uuid, f date, g timestamptz, h numeric, i text";

    private static readonly decimal[] Numbers =
    [
        0m, -0.0m, 0.00m, 1m, -1m, 10m, 9_999m, 10_000m, 10_000.0000m, 100_000_000m, 0.0001m, 0.00001m, 0.1000m, 12.3400m, 1.5m, -19.99m,
        decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 7.9228162514264337593543950335m, 1234567890123456789012345678m,
        ulong.MaxValue, ulong.MaxValue / 1_000 + 1m, 0.18446744073709551m, 0.018446744073709552m, 18446744073709551.616m,
        1.0000000000000000000000000000m, 9999999999999999999999999999m,
    ];

    private static readonly DateTime[] Times =
    [
        DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc), DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc),
        new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc), new(1999, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc),
        new DateTime(1999, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddTicks(9_999_995), new(1, 1, 1, 0, 0, 1, DateTimeKind.Utc),
        new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(19),
    ];

    private static readonly string?[] Texts =
        [null, "", "plain", "Zoë 東京 🛒", "tab\tline\n\\N", new('x', 60_000), new('é', 40_000), new('東', 70_000)];

    [Test]
    public async Task A_hundred_thousand_random_rows_are_the_importers_bytes()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync($"CREATE TABLE importer ({Columns}); CREATE TABLE own ({Columns})");
        var importer = new CopyData();
        var own = new CopyData();

        await using (var proxy = new DatabaseProxy(database.ConnectionString) { Sent = importer.Add })
        await using (var connection = await OpenAsync(proxy))
        await using (var copy = await connection.BeginBinaryImportAsync("COPY importer FROM STDIN (FORMAT binary)"))
        {
            foreach (var row in RandomRows())
                Write(copy, row);
            await copy.CompleteAsync();
        }
        await using (var proxy = new DatabaseProxy(database.ConnectionString) { Sent = own.Add })
        await using (var connection = await OpenAsync(proxy))
        await using (var copy = new BinaryCopy(await connection.BeginRawBinaryCopyAsync("COPY own FROM STDIN (FORMAT binary)"), 9))
        {
            foreach (var row in RandomRows())
                Write(copy, row);
            await copy.CompleteAsync(CancellationToken.None);
        }

        var (expected, actual) = (importer.Payloads(), own.Payloads());
        var same = expected.AsSpan().CommonPrefixLength(actual);
        Assert.That(
            same, Is.EqualTo(expected.Length).And.EqualTo(actual.Length),
            $"the first byte that differs: {Around(expected, same)} became {Around(actual, same)}");
        Assert.That(await database.RowsAsync("SELECT count(*) FROM own"), Is.EqualTo(new[] { $"{Rows}" }));
    }

    [Test]
    public async Task A_COPY_that_is_not_completed_is_taken_back_and_leaves_the_session_usable()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE own (a text)");
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using (var copy = new BinaryCopy(await connection.BeginRawBinaryCopyAsync("COPY own FROM STDIN (FORMAT binary)"), 1))
        {
            for (var row = 0; row < 10; row++)
            {
                copy.StartRow();
                copy.Text(new string('x', 30_000));
            }
        }

        await using var count = new NpgsqlCommand("SELECT count(*) FROM own", connection);
        Assert.That(await count.ExecuteScalarAsync(), Is.EqualTo(0L));
    }

    [Test]
    public async Task A_COPY_without_rows_is_complete()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE own (a text)");
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var copy = new BinaryCopy(await connection.BeginRawBinaryCopyAsync("COPY own FROM STDIN (FORMAT binary)"), 1);

        Assert.That(() => copy.CompleteAsync(CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public void What_the_importer_refuses_is_refused()
    {
        var copy = new BinaryCopy(new MemoryStream(), 1);

        Assert.That(() => copy.TimestampTz(new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Unspecified)), Throws.ArgumentException);
        Assert.That(() => copy.Text("half a pair: \ud83d"), Throws.InstanceOf<EncoderFallbackException>());
    }

    private static string Around(byte[] bytes, int at) =>
        Convert.ToHexString(bytes.AsSpan(Math.Max(0, at - 20), Math.Min(40, bytes.Length - Math.Max(0, at - 20))));

    private static async Task<NpgsqlConnection> OpenAsync(DatabaseProxy proxy)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(proxy.ConnectionString) { Pooling = false };
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static IEnumerable<Row> RandomRows()
    {
        var random = new Random(20_261_128);
        for (var i = 0; i < Rows; i++)
        {
            yield return new Row(
                (short)random.Next(short.MinValue, short.MaxValue + 1),
                random.Next(4) == 0 ? null : random.Next(int.MinValue, int.MaxValue),
                random.Next(4) == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue),
                random.Next(2) == 0,
                new Guid(Bytes(random)),
                random.Next(20) == 0 ? DateOnly.MinValue : random.Next(20) == 0 ? DateOnly.MaxValue
                    : DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)),
                random.Next(8) == 0 ? null : random.Next(8) == 0 ? Times[random.Next(Times.Length)]
                    : new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc),
                random.Next(8) == 0 ? null : random.Next(4) == 0 ? Numbers[random.Next(Numbers.Length)] : Number(random),
                // Long texts seldom: 100,000 of them would be gigabytes.
                random.Next(2_000) == 0 ? Texts[random.Next(Texts.Length)] : Texts[random.Next(5)]);
        }
    }

    private static decimal Number(Random random)
    {
        var high = random.Next(3) == 0 ? random.Next() : 0;
        var middle = random.Next(2) == 0 ? random.Next(int.MinValue, int.MaxValue) : 0;
        return new decimal(random.Next(int.MinValue, int.MaxValue), middle, high, random.Next(2) == 0, (byte)random.Next(29));
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Write(BinaryCopy copy, Row row)
    {
        copy.StartRow();
        copy.SmallInt(row.Small);
        copy.Integer(row.Integer);
        copy.BigInt(row.Big);
        copy.Boolean(row.Flag);
        copy.Uuid(row.Id);
        copy.Date(row.Day);
        copy.TimestampTz(row.Time);
        copy.Numeric(row.Number);
        copy.Text(row.Text);
    }

    private static void Write(NpgsqlBinaryImporter copy, Row row)
    {
        copy.StartRow();
        copy.Write(row.Small, NpgsqlDbType.Smallint);
        Write(copy, row.Integer, NpgsqlDbType.Integer);
        Write(copy, row.Big, NpgsqlDbType.Bigint);
        copy.Write(row.Flag, NpgsqlDbType.Boolean);
        copy.Write(row.Id, NpgsqlDbType.Uuid);
        copy.Write(row.Day, NpgsqlDbType.Date);
        Write(copy, row.Time, NpgsqlDbType.TimestampTz);
        Write(copy, row.Number, NpgsqlDbType.Numeric);
        if (row.Text is null)
            copy.WriteNull();
        else
            copy.Write(row.Text, NpgsqlDbType.Text);
    }

    private static void Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } present)
            copy.Write(present, type);
        else
            copy.WriteNull();
    }

    private sealed record Row(
        short Small, int? Integer, long? Big, bool Flag, Guid Id, DateOnly Day, DateTime? Time, decimal? Number, string? Text);

    /// <summary>What a connection's client sent; its COPY's bytes are taken out of the messages of PostgreSQL's protocol.</summary>
    private sealed class CopyData
    {
        private readonly MemoryStream _sent = new();

        public void Add(ReadOnlySpan<byte> bytes) => _sent.Write(bytes);

        /// <summary>The payloads of all CopyData messages. The first message of a connection has no letter, all others have one; then
        /// comes the length, which counts itself.</summary>
        public byte[] Payloads()
        {
            var all = _sent.GetBuffer().AsSpan(0, (int)_sent.Length);
            var payloads = new MemoryStream();
            for (var at = BinaryPrimitives.ReadInt32BigEndian(all); at < all.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(all[(at + 1)..]);
                if (all[at] == 'd')
                    payloads.Write(all.Slice(at + 5, length - 4));
                at += 1 + length;
            }
            return payloads.ToArray();
        }
    }
}
