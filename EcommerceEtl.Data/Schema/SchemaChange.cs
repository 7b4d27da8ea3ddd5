namespace EcommerceEtl.Data.Schema;

/// <summary>What <see cref="SchemaMigrator.ApplyAsync"/> did.</summary>
/// <param name="Migrations">Migrations applied, in order; empty if another migrator was first or there were none.</param>
/// <param name="Roles">Roles that exist and have been given their grants.</param>
/// <param name="Wall">What is missing to keep viewers from stopping others.</param>
public sealed record SchemaChange(ImmutableArray<string> Migrations, ImmutableArray<string> Roles, ViewerWall Wall);

/// <summary>What a migration waits for.</summary>
/// <param name="Waited">How long it has waited.</param>
/// <param name="Holders">Who holds what it needs.</param>
/// <param name="Ended">True if they were sessions of viewers, which were ended: nobody who only looks may stop a migration.</param>
public sealed record SchemaWait(TimeSpan Waited, ImmutableArray<BlockingSession> Holders, bool Ended)
{
    public override string ToString() => Ended
        ? $"ended {Names}, which kept the migration waiting"
        : $"waiting for running loads to end before the schema can be changed ({Waited.TotalSeconds:0} s so far): {Names}";

    private string Names => string.Join(", ", Holders);
}
