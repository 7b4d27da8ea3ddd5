using EcommerceEtl.Data;
using Microsoft.EntityFrameworkCore.Design;

namespace EcommerceEtl.Migrations;

/// <summary>What <c>dotnet ef</c> builds the model with. Adding a migration needs no server; commands that do take
/// <c>--connection</c>.</summary>
public sealed class DesignTimeFactory : IDesignTimeDbContextFactory<EtlDbContext>
{
    public EtlDbContext CreateDbContext(string[] args) => EtlDbContext.For("Host=localhost;Database=ecommerce_etl");
}
