namespace EcommerceEtl.Worker.Report;

/// <summary>A day as it is asked for and shown: <c>yyyy-MM-dd</c>.</summary>
internal static class ReportDay
{
    private const string Form = "yyyy-MM-dd";
    private static readonly (DateOnly First, DateOnly Last) Allowed = (new(1990, 1, 1), new(2199, 12, 31));

    /// <summary>What a day must be, as the end of a sentence.</summary>
    public static string AllowedText { get; } = $"a day as {Form}, from {Text(Allowed.First)} to {Text(Allowed.Last)}";

    public static string Text(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The day; null for a text that is none or lies outside of the allowed days.</summary>
    public static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day >= Allowed.First
            && day <= Allowed.Last ? day : null;

    /// <summary>True if the day has not begun anywhere, in any time zone.</summary>
    public static bool IsFuture(DateOnly? day, TimeProvider clock) => day > DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
}
