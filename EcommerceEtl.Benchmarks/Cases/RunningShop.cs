using System.Diagnostics;
using EcommerceEtl.Benchmarks.Shop;

namespace EcommerceEtl.Benchmarks.Cases;

/// <summary>The shop, served by a process of its own for as long as this lives.</summary>
internal sealed class RunningShop : IAsyncDisposable
{
    private readonly Process _process;
    private RunningShop(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<RunningShop> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var process = Process.Start(ChildProcess.Program("EcommerceEtl.Benchmarks", "shop", folder))!;
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException(
            $"The shop did not start: {await process.StandardError.ReadToEndAsync(cancellationToken)}");
        return new RunningShop(process, address);
    }

    /// <summary>The address of the shop: one for all its states, since another address is another shop.</summary>
    public string Address { get; }

    /// <summary>Serves the shop in a state from now on.</summary>
    public async Task SetAsync(ShopState state, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(state.ToString().AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) != state.ToString())
            throw new InvalidOperationException($"The shop does not serve {state}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
