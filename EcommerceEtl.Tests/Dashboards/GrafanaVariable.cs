namespace EcommerceEtl.Tests.Dashboards;

/// <summary>A variable of a board with what is chosen, as Grafana's browser puts it into SQL.</summary>
/// <param name="Name">Without the dollar.</param>
/// <param name="Text">What stands in its place.</param>
internal sealed record GrafanaVariable(string Name, string Text)
{
    /// <summary>A single choice: no quotes are added, only those inside are doubled.</summary>
    public static GrafanaVariable Single(string name, string value) => new(name, Doubled(value));

    /// <summary>Values of a variable of several choices, each in quotes; no value leaves nothing.</summary>
    public static GrafanaVariable Multi(string name, params string[] values) =>
        new(name, string.Join(',', values.Select(value => $"'{Doubled(value)}'")));

    /// <summary>"All" of a variable that has an <c>allValue</c>, which is taken as it stands.</summary>
    public static GrafanaVariable All(string name, string allValue) => new(name, allValue);

    private static string Doubled(string value) => value.Replace("'", "''", StringComparison.Ordinal);
}
