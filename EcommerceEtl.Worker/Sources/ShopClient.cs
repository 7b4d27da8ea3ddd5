using EcommerceEtl.Domain.Runs;
using EcommerceEtl.Worker.Landing;

namespace EcommerceEtl.Worker.Sources;

/// <summary>Asks one store, with retries, and lands its answers.</summary>
public sealed class ShopClient
{
    private readonly string _name = "";

    public Task LandArrayAsync(Entity entity, string path, EntityWriter landing, CancellationToken ct) =>
        throw new NotImplementedException($"{_name}{entity}{path}{landing}");
}
