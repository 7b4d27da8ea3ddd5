using System.Text.Json.Nodes;
using EcommerceEtl.Data.Schema;
using Npgsql;

namespace EcommerceEtl.Tests.Dashboards;

/// <param name="Kind">The plan node's type.</param>
/// <param name="Table">What it reads.</param>
/// <param name="Rows">All rows that it touches, those that it throws away too.</param>
/// <param name="Kept">Those that it does not throw away.</param>
internal sealed record Scan(string Kind, string Table, double Rows, double Kept);

/// <summary>What PostgreSQL reads for a query of a board, also within the functions that it calls: their statements have plans of their
/// own, which EXPLAIN does not show and the extension auto_explain does. The session has the rights and the settings of
/// <c>grafana_reader</c>.</summary>
internal sealed class BoardPlans : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly List<string> _said = [];

    private BoardPlans(NpgsqlConnection connection)
    {
        _connection = connection;
        _connection.Notice += (_, notice) => _said.Add(notice.Notice.MessageText);
    }

    public static async Task<BoardPlans> OpenAsync(TestDatabase database)
    {
        var connection =
            new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        if (await connection.RowsAsync("SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements'") is [])
            Assert.Ignore(
                "This server has not the extensions that PostgreSQL comes with, of which auto_explain tells the plans within functions.");
        await connection.RowsAsync("""
            LOAD 'auto_explain';
            SET auto_explain.log_min_duration = 0;
            SET auto_explain.log_analyze = on;
            SET auto_explain.log_timing = off;
            SET auto_explain.log_nested_statements = on;
            SET auto_explain.log_format = json;
            SET auto_explain.log_level = notice
            """);
        await connection.RowsAsync($"""
            SELECT set_config(split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1), false)
            FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) setting
            WHERE s.setrole = '{RoleSetup.Reader}'::regrole AND s.setdatabase = 0
            """);
        await connection.RowsAsync($"SET SESSION AUTHORIZATION {RoleSetup.Reader}");
        return new BoardPlans(connection);
    }

    /// <summary>Runs the query and tells what it read of each table, and how.</summary>
    public async Task<Scan[]> ScansAsync(string sql)
    {
        _said.Clear();
        await _connection.RowsAsync(sql);
        return
        [
            .. from said in _said
               where said.Contains("plan:", StringComparison.Ordinal)
               from node in Nodes(JsonNode.Parse(said[said.IndexOf('{', StringComparison.Ordinal)..])!["Plan"]!)
               where node["Relation Name"] is not null
               let loops = Number(node["Actual Loops"])
               let kept = loops * Number(node["Actual Rows"])
               let removed = loops * (Number(node["Rows Removed by Filter"]) + Number(node["Rows Removed by Index Recheck"]))
               select new Scan(Board.Text(node["Node Type"]), Board.Text(node["Relation Name"]), kept + removed, kept),
        ];
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => Board.Objects(node["Plans"]).SelectMany(Nodes).Prepend(node);

    private static double Number(JsonNode? value) => value?.GetValue<double>() ?? 0;
}
