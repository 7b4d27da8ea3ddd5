using EcommerceEtl.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

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

    [Test]
    public void The_compiled_model_is_the_model_of_the_row_classes()
    {
        using var context = EtlDbContext.For("Host=nowhere");
        Assert.That(context.Model.GetType().Name, Is.EqualTo("EtlDbContextModel"), "the compiled model is not used");
        Assert.That(
            Describe(context.Model), Is.EqualTo(Describe(context.GetService<IDesignTimeModel>().Model)),
            "A row class changed: dotnet ef dbcontext optimize --project migrations --output-dir ../EcommerceEtl.Data/CompiledModel "
                + "--namespace EcommerceEtl.Data.CompiledModel");
    }

    private static string[] Describe(IReadOnlyModel model) =>
    [
        .. from entity in model.GetEntityTypes()
           from line in entity.GetProperties()
               .Select(property => $"{property.GetColumnName()} {property.Name} {property.ClrType} {Stored(property)}")
               .Append($"key {string.Join(", ", entity.FindPrimaryKey()!.Properties.Select(property => property.Name))}")
               .Concat(entity.GetForeignKeys().Select(key => key.ToDebugString()))
           select $"{entity.Name} {entity.GetTableName()}: {line}",
    ];

    private static string Stored(IReadOnlyProperty property) =>
        $"{property.GetColumnType()} null {property.IsNullable} {property.ValueGenerated} {property.GetMaxLength()} "
        + $"{property.GetAfterSaveBehavior()} {property.GetValueConverter()?.GetType()}";
}
