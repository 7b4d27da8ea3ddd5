using System.Collections.Immutable;

namespace EcommerceEtl.Data.Schema;

/// <summary>What <see cref="SchemaMigrator.ApplyAsync"/> did.</summary>
/// <param name="Migrations">Migrations applied, in order; empty if another migrator was first or there were none.</param>
/// <param name="Roles">Roles that exist and have been given their grants.</param>
/// <param name="Wall">What is missing to keep viewers from stopping others.</param>
public sealed record SchemaChange(ImmutableArray<string> Migrations, ImmutableArray<string> Roles, ViewerWall Wall);
