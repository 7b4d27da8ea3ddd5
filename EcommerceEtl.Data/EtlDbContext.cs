using EcommerceEtl.Data.Tables;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EcommerceEtl.Data;

/// <summary>The warehouse as EF Core sees it: one row class a table, under <c>Tables</c>. From it the migrations are made, and through it
/// <c>migrate</c> applies them. Runs and commands write by COPY and named statements: a process that builds EF Core's model needs 30 MB
/// and more than a second of processor time before its first query. The names of the sets below are part of the model: keys and indexes of
/// released migrations are named after them.</summary>
public sealed class EtlDbContext(DbContextOptions<EtlDbContext> options) : DbContext(options)
{
    /// <summary>The assembly that holds the migrations; it references this one, so that it can only be named.</summary>
    public const string MigrationsAssembly = "EcommerceEtl.Migrations";

    public DbSet<StoreRow> Stores => Set<StoreRow>();

    public DbSet<ErasedCustomerRow> ErasedCustomers => Set<ErasedCustomerRow>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<RunEntityRow> RunEntities => Set<RunEntityRow>();

    public DbSet<QuarantineRow> Quarantine => Set<QuarantineRow>();

    public DbSet<SourceStateRow> SourceState => Set<SourceStateRow>();

    public DbSet<LoadedChunkRow> LoadedChunks => Set<LoadedChunkRow>();

    /// <summary>A context on a connection that the caller owns and closes, whose transaction it shares.</summary>
    public static EtlDbContext On(NpgsqlConnection connection) =>
        new(Configure(builder => builder.UseNpgsql(connection, o => o.MigrationsAssembly(MigrationsAssembly))));

    /// <summary>A context that opens pooled connections of its own.</summary>
    public static EtlDbContext For(string connectionString) =>
        new(Configure(builder => builder.UseNpgsql(connectionString, o => o.MigrationsAssembly(MigrationsAssembly))));

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(EtlDbContext).Assembly);

    private static DbContextOptions<EtlDbContext> Configure(Action<DbContextOptionsBuilder> provider)
    {
        var builder = new DbContextOptionsBuilder<EtlDbContext>();
        provider(builder);
        // All pending migrations go through together or not at all: their transaction is begun outside.
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.MigrationsUserTransactionWarning));
        // The culture decides how letters are lowered: names must not depend on the machine's (the Turkish i).
        builder.UseSnakeCaseNamingConvention(CultureInfo.InvariantCulture);
        return builder.Options;
    }
}
