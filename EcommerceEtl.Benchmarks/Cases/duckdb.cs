#:package DuckDB.NET.Data.Full@1.5.6.1
#:property PublishAot=false
// Writes the shop's answers as CSV files by DuckDB and prints the seconds that took. A program of its own, started by `load --peers`: the
// library takes 400 MB on disk, which nobody shall fetch who only builds the project.
using System.Diagnostics;
using DuckDB.NET.Data;

var (shop, target) = (args[0], args[1]);
using var connection = new DuckDBConnection("Data Source=:memory:");
connection.Open();
var started = Stopwatch.GetTimestamp();
Run($"""
    COPY (SELECT id, userId, date FROM read_json('{shop}/Base-carts.json', maximum_object_size = 1073741824) ORDER BY id)
    TO '{target}/peer_carts.csv' (HEADER false)
    """);
Run($"""
    COPY (
      SELECT id, unnest(range(1, len(products) + 1)) AS line_no, unnest(products, recursive := true)
      FROM read_json('{shop}/Base-carts.json', maximum_object_size = 1073741824) ORDER BY id, line_no)
    TO '{target}/peer_lines.csv' (HEADER false)
    """);
Run($"COPY (SELECT id, address.city FROM read_json('{shop}/Base-users.json') ORDER BY id) TO '{target}/peer_users.csv' (HEADER false)");
Console.WriteLine(Stopwatch.GetElapsedTime(started).TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture));

void Run(string sql)
{
    using var command = connection.CreateCommand();
    command.CommandText = sql;
    command.ExecuteNonQuery();
}
