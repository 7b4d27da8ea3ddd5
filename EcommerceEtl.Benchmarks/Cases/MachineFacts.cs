using System.Runtime.InteropServices;
using EcommerceEtl.Worker;
using Npgsql;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>What the figures were measured on.</summary>
/// <param name="Cores">Processors the process may use.</param>
/// <param name="MemoryBytes">Memory the process may use.</param>
/// <param name="System">The operating system.</param>
/// <param name="DotNet">Version of the runtime.</param>
/// <param name="PostgreSql">Version of the server.</param>
/// <param name="Worker">Version of the worker.</param>
internal sealed record MachineFacts(int Cores, long MemoryBytes, string System, string DotNet, string PostgreSql, string Worker)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Cores} cores, {MemoryBytes / 1e9:0.0} GB, {System}; PostgreSQL {PostgreSql}, {DotNet}, worker {Worker}");

    public static async Task<MachineFacts> ReadAsync(string server, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellationToken);
        return new MachineFacts(
            Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription, connection.PostgreSqlVersion.ToString(), WorkerVersion.Text);
    }
}
