using System.Diagnostics;
using EcommerceEtl.Benchmarks.Shop;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>The shop, served by a process of its own for as long as this lives.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _address;

    private RunningShop(Process process, string address)
    {
        _process = process;
        _address = address;
    }

    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<RunningShop> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var process = Process.Start(ChildProcess.Program("EcommerceEtl.Benchmarks", "shop", folder))!;
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"The shop did not start: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
        return new RunningShop(process, address);
    }

    /// <summary>The address of the shop in one of its states.</summary>
    public string Address(ShopState state) => $"{_address}/{state}";

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
