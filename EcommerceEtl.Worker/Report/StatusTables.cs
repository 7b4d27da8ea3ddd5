using EcommerceEtl.Worker.Output;

namespace EcommerceEtl.Worker.Report;

/// <summary>How the stores stand, as <c>status</c> and the page show it.</summary>
internal static class StatusTables
{
    /// <param name="due">Next due times, UTC, of the stores that the settings name.</param>
    /// <param name="now">UTC.</param>
    public static FigureTable Stores(
        IEnumerable<StoreFreshness> stores, IReadOnlyDictionary<string, DateTime?> due, DateTime now) => new(
        [
            new("store", ColumnForm.Text), new("last success", ColumnForm.Word), new("last end", ColumnForm.Word, 1),
            new("next run", ColumnForm.Word, 2), new("unpriced", Rank: 4), new("rejected", Rank: 3),
        ],
        [.. stores.Select(store => ImmutableArray.Create(
            store.Store, store.LastSuccessAt is { } at ? $"{Age(now - at)} ago" : "never",
            store.LastOutcome is { } outcome ? SnakeCase.Of(outcome) : "none",
            due.GetValueOrDefault(store.Store) is { } next ? next.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)
                : "not scheduled",
            FigureText.Count(store.Unpriced), FigureText.Count(store.Quarantined.Values.Sum())))]);

    /// <summary>How much of each entity the shop has, how much is landed, and how much the warehouse has.</summary>
    public static FigureTable Held(IEnumerable<StoreFreshness> stores) => new(
        [
            new("store", ColumnForm.Text), new("entity", ColumnForm.Word), new("at the shop"), new("landed"), new("in the warehouse"),
            new("complete since", ColumnForm.Word, 1),
        ],
        [.. stores.SelectMany(store => store.Held.Select(held => ImmutableArray.Create(
            store.Store, SnakeCase.Of(held.Entity), held.Source is { } source ? FigureText.Count(source) : "not counted",
            FigureText.Count(held.Landed), FigureText.Count(held.Warehouse),
            held.CompleteSince is not { } since ? "the beginning" : since == DateTime.MaxValue ? "nothing yet"
                : since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))))]);

    public static string Age(TimeSpan age) => age.TotalMinutes < 2 ? $"{age.TotalSeconds:0} s"
        : age.TotalHours < 2 ? $"{age.TotalMinutes:0} min" : age.TotalDays < 2 ? $"{age.TotalHours:0} h" : $"{age.TotalDays:0} days";
}
