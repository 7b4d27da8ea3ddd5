using System.Data;
using EcommerceEtl.Data.Invariants;

namespace EcommerceEtl.Worker.Checks;

/// <summary>Runs every invariant over the whole warehouse, as one moment's state, beside runs that go on.</summary>
internal static class DeepCheck
{
    private const int RowsEach = 20;

    public static async Task RunAsync(StoreSession session, Action<CheckResult> report, CancellationToken cancellationToken)
    {
        var read = await CheckResult.OfAsync("invariants", async () =>
        {
            await using var moment = await session.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var breaches = await WarehouseInvariants.CheckAsync(session.Connection, RowsEach, cancellationToken);
            foreach (var name in WarehouseInvariants.Names)
                report(Of(name, [.. breaches.Where(breach => breach.Invariant == name)]));
            return $"{WarehouseInvariants.Names.Length} looked at";
        });
        if (!read.Well)
            report(read);
    }

    private static CheckResult Of(string name, InvariantBreach[] rows) => rows.Length == 0
        ? new CheckResult($"invariant {name}", true, "holds")
        : new CheckResult(
            $"invariant {name}", false,
            $"{Counted.Of(rows.Length, "row")} {(rows.Length == RowsEach ? "or more offend" : rows.Length == 1 ? "offends" : "offend")} "
            + $"it, such as {rows[0].Row}. No run writes such rows: look for what else writes to these tables. `replay --all` into an "
            + "empty database builds the warehouse anew from what was landed.");
}
