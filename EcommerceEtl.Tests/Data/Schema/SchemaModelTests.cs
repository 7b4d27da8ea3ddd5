using EcommerceEtl.Data;
using Microsoft.EntityFrameworkCore;

namespace EcommerceEtl.Tests.Data.Schema;

public sealed class SchemaModelTests
{
    [Test]
    public void The_model_has_no_change_that_a_migration_lacks()
    {
        using var context = EtlDbContext.For("Host=nowhere");
        Assert.That(
            context.Database.HasPendingModelChanges(), Is.False,
            "A row class and the migrations differ: dotnet ef migrations add NAME --project migrations --output-dir . --namespace "
                + "EcommerceEtl.Migrations");
    }
}
