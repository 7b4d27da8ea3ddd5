using System.Collections.Immutable;
using EcommerceEtl.Data.Session;

namespace EcommerceEtl.Data.Schema;

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
