namespace EcommerceEtl.Tests.Architecture;

/// <summary>Each folder of the data project has one file of named statements.</summary>
public sealed class SqlStatementTests
{
    private const string NameLine = "-- name: ";
    private const string Data = "EcommerceEtl.Data/";

    [Test]
    public void Every_named_statement_is_run_by_some_code_and_every_one_that_code_runs_is_there()
    {
        var named = Repository.Files(".sql")
            .Where(file => file.StartsWith(Data, StringComparison.Ordinal) && !file.Contains("/Invariants/"))
            .SelectMany(file => Repository.Lines(file).Where(line => line.StartsWith(NameLine, StringComparison.Ordinal))
                .Select(line => $"\"{file[Data.Length..].Split('/')[0]}/{line[NameLine.Length..]}\""))
            .ToList();
        var code = string.Concat(Repository.Files(".cs")
            .Where(file => file.StartsWith(Data, StringComparison.Ordinal)
            || file.StartsWith("EcommerceEtl.Worker/", StringComparison.Ordinal))
            .SelectMany(Repository.Lines));

        Assert.That(named, Is.Unique);
        Assert.That(named.Where(name => !code.Contains(name, StringComparison.Ordinal)), Is.Empty, "no code runs these");
        Assert.That(
            System.Text.RegularExpressions.Regex.Matches(
                code, "\"(Carts|Catalogue|Customers|Explain|Ledger|Quarantine|Restatements|Schema|Session|Totals)/[a-z_]+\"")
                .Select(match => match.Value).Except(named), Is.Empty,
            "these are in no file");
    }
}
