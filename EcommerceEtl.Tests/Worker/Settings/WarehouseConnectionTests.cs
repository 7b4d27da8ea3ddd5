using System.ComponentModel;
using System.Reflection;
using EcommerceEtl.Data.Session;
using EcommerceEtl.Worker.Settings;
using Npgsql;

namespace EcommerceEtl.Tests.Worker.Settings;

/// <summary>A connection string that the driver would refuse when a session is opened is refused when the settings are read.</summary>
public sealed class WarehouseConnectionTests
{
    private static readonly string[] _values =
    [
        "", "abc", "-1", "0", "1", "512", "8192", "65536", "99999999999", "2147483647", "true", "a b", "/no/such", "primary", "none",
        "Require", "VerifyFull", "Direct",
        "½", "latin1",
    ];

    /// <summary>All keywords of the driver, but the host: looking up what is no name takes other machines seconds.</summary>
    private static IEnumerable<string> Keywords() => typeof(NpgsqlConnectionStringBuilder)
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Select(property => property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName)
        .OfType<string>()
        .Where(keyword => keyword != "Host");

    [Test]
    public void All_keywords_of_the_driver_are_known_to_the_test() => Assert.That(Keywords().Count(), Is.GreaterThan(45));

    [TestCaseSource(nameof(Keywords))]
    public async Task A_value_is_refused_when_read_or_opening_a_session_ends_well_or_with_an_error_of_the_database(string keyword)
    {
        var server = await TestServer.StartedAsync();
        var good = server.ConnectionString("postgres");
        Assert.That(WarehouseConnection.Mistakes(good), Is.Empty);
        foreach (var value in _values)
        {
            var text = $"{good};{keyword}={value}";
            if (WarehouseConnection.Mistakes(text).Any())
                continue;
            try
            {
                await using var session = await SessionConnection.OpenAsync(text, "test", CancellationToken.None);
            }
            catch (EtlException)
            {
                // The server's word, which nobody can know before asking it.
            }
            catch (Exception error)
            {
                Assert.Fail($"{keyword}={value} was taken, and opening a session failed with {error}");
            }
        }
    }

    [TestCase("Port=0", "port = '0' must be a whole number from 1 to 65535.")]
    [TestCase("Port=99999", "port = '99999' must be a whole number from 1 to 65535.")]
    [TestCase("Port=abc", "port = 'abc' must be a whole number from 1 to 65535.")]
    [TestCase("Read Buffer Size=0", "read buffer size = '0' must be a whole number from 4096 to 67108864.")]
    [TestCase("Write Buffer Size=512", "write buffer size = '512' must be a whole number from 4096 to 67108864.")]
    [TestCase("Keepalive=2147483647", "keepalive = '2147483647' must be a whole number from 0 to 2147483.")]
    [TestCase("Max Auto Prepare=2147483647", "max auto prepare = '2147483647' must be a whole number from 0 to 1000000.")]
    [TestCase("Timeout=1025", "timeout = '1025' must be in the driver's range: value ('1025') must be less than or equal to '1024'..")]
    [TestCase("Pooling=maybe", "pooling = 'maybe' must be true or false.")]
    [TestCase("SSL Mode=verify-full", "ssl mode = 'verify-full' must be Disable or Allow or Prefer or Require or VerifyCA or VerifyFull.")]
    [TestCase("SSL Mode=99", "ssl mode = '99' must be Disable or Allow or Prefer or Require or VerifyCA or VerifyFull.")]
    [TestCase("Replication Mode=Logical", "replication mode = 'Logical' must be Off: the worker works with SQL.")]
    [TestCase("Encoding=klingon", "encoding = 'klingon' must be the name of an encoding, such as UTF8.")]
    [TestCase("Root Certificate=/no/such/file", "root certificate: there is no such file as '/no/such/file'.")]
    [TestCase("Require Auth=hunter2", "require auth = 'hunter2' must be what the driver takes there (its documentation lists the values).")]
    [TestCase("Target Session Attributes=primary", "Target Session Attributes cannot be used in a session of this worker, which is a "
        + "connection of its own without a pool: Target Session Attributes other then Any is only supported with multiple hosts.")]
    [TestCase("Multiplexing=true", "Multiplexing cannot be used in a session of this worker, which is a connection of its own without a "
        + "pool: Pooling must be on to use multiplexing.")]
    [TestCase("SSL Mode=Disable;SSL Negotiation=Direct", "SSL Negotiation cannot be used in a session of this worker, which is a "
        + "connection of its own without a pool: SSL Mode has to be Require or higher to be used with direct SSL Negotiation.")]
    [TestCase("Pasword=hunter2", "Npgsql does not know keyword number 4. Its keywords are Host, Port, Database, Username, Password and "
        + "more; a value with a semicolon stands in quotes.")]
    public void What_cannot_be_used_is_named_with_what_can(string more, string said) =>
        Assert.That(WarehouseConnection.Mistakes($"Host=db;Database=shop;Username=etl;{more}"),
            Is.EqualTo(new[] { $"ConnectionStrings:Warehouse: {said}" }));

    [TestCase("Client Encoding=LATIN1")]
    [TestCase("Client Encoding=SQL_ASCII")]
    [TestCase("Encoding=latin1")]
    [TestCase("Encoding=utf-16")]
    [TestCase("Client Encoding=WIN1252;Encoding=windows-1252")]
    public async Task Texts_arrive_whole_whatever_encoding_is_asked_for(string more)
    {
        var server = await TestServer.StartedAsync();
        await using var session = await SessionConnection.OpenAsync($"{server.ConnectionString("postgres")};{more}", "test", default);
        await using var command = new NpgsqlCommand(@"SELECT @text = U&'Gr\00F6\00DFe \20AC \0141', @text", session);
        command.Parameters.AddWithValue("text", "Größe € Ł");

        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();

        Assert.That((row.GetBoolean(0), row.GetString(1)), Is.EqualTo((true, "Größe € Ł")));
    }

    [TestCase("Options=-c no_such_setting=1")]
    [TestCase("Options=nonsense")]
    [TestCase("Timezone=Mars/Olympus")]
    [TestCase("Options=-c default_tablespace=no_such_place")]
    public async Task What_the_server_refuses_to_begin_a_session_with_is_said(string more)
    {
        var server = await TestServer.StartedAsync();

        var error = await Failures.OfAsync(
            () => SessionConnection.OpenAsync($"{server.ConnectionString("postgres")};{more}", "test", default));

        Assert.That((error.Code, error.Transient), Is.EqualTo((ErrorCode.DatabaseRefused, false)));
        Assert.That(error.Message, Does.Contain("ConnectionStrings:Warehouse asks for").And.Contain("PGOPTIONS"));
    }

    [Test]
    public void A_pool_that_is_larger_at_least_than_at_most_is_refused()
    {
        var mistakes = WarehouseConnection.Mistakes("Host=db;Minimum Pool Size=10;Maximum Pool Size=5");

        Assert.That(mistakes.Single(), Does.StartWith("ConnectionStrings:Warehouse: M").And.Contain("Pool Size cannot be used"));
    }

    [Test]
    public void All_mistakes_are_said_at_once() =>
        Assert.That(
            WarehouseConnection.Mistakes("Host=tcp://x;Port=0;Read Buffer Size=1;Multiplexing=true;SSL Negotiation=Direct;nonsense=1")
                .Select(mistake => mistake.Split(' ')[1]),
            Is.EqualTo(new[] { "host", "port", "read", "Npgsql", "SSL", "Multiplexing" }));

    [TestCase("tcp://db")]
    [TestCase("http://db:5432")]
    [TestCase("db:x")]
    [TestCase("db:0")]
    [TestCase("db:70000")]
    [TestCase("db:1:2")]
    [TestCase("a b")]
    [TestCase("db,")]
    [TestCase("db,tcp://x")]
    [TestCase("user@db")]
    [TestCase("0.0.0.0")]
    [TestCase("0")]
    [TestCase("::")]
    [TestCase("db/shop")]
    public void A_host_that_is_none_is_refused(string host) =>
        Assert.That(WarehouseConnection.Mistakes($"Host={host}").Single(),
            Does.StartWith("ConnectionStrings:Warehouse: host must be a host name, "));

    [TestCase("db")]
    [TestCase("my_db")]
    [TestCase("my-db.internal.example:6432")]
    [TestCase("10.0.0.1")]
    [TestCase("127.0.0.1:5433")]
    [TestCase("::1")]
    [TestCase("[fd00::1]:5432")]
    [TestCase("/var/run/postgresql")]
    [TestCase("a,b:5433, c")]
    public void A_host_that_is_one_is_taken(string host) => Assert.That(WarehouseConnection.Mistakes($"Host={host}"), Is.Empty);

    [TestCase("Server=db;Uid=etl;Pwd=hunter2;DB=shop")]
    [TestCase("Host=db;Password='a;b=c d=e'")]
    [TestCase("Host=db;Password=\"say \"\"user=x\"\" \"")]
    [TestCase("Options=-c search_path=public -c work_mem=64MB;Host=db")]
    [TestCase("Host = db ; Port = 5432 ; Database = shop ;")]
    [TestCase("Host=a,b;Target Session Attributes=primary")]
    public void What_is_good_is_taken_in_any_spelling(string text) => Assert.That(WarehouseConnection.Mistakes(text), Is.Empty);

    [TestCase("postgres://etl:hunter2@db:5432/shop", "an address (URI)")]
    [TestCase("postgresql://etl:hunter2@db/shop?sslmode=require", "an address (URI)")]
    [TestCase("\"postgresql+psycopg2://etl:hunter2@db/shop\"", "an address (URI)")]
    [TestCase("jdbc:postgresql://db:5432/shop?user=etl&password=hunter2", "a JDBC address")]
    [TestCase("host=db dbname=shop user=etl password=hunter2", "a connection string of libpq (psql), its keywords parted by spaces")]
    [TestCase("password='hunter2' host = 'db' port=5432", "a connection string of libpq (psql), its keywords parted by spaces")]
    [TestCase("host=db port=5432\ndbname=shop password=hunter2", "a connection string of libpq (psql), its keywords parted by spaces")]
    public void A_string_for_another_driver_is_refused_as_such(string text, string dialect) =>
        Assert.That(
            WarehouseConnection.Mistakes(text),
            Is.EqualTo(new[]
            {
                $"ConnectionStrings:Warehouse: is {dialect}. Npgsql reads KEYWORD=value parted by semicolons: "
                + "Host=localhost;Port=5432;Database=ecommerce;Username=etl;Password=...",
            }));

    [TestCase("host=db;dbname=shop;user=etl;password=hunter2")]
    [TestCase("Driver={PostgreSQL Unicode};Server=db;Database=shop;Uid=etl;Pwd=hunter2")]
    [TestCase("Host=db;Password=secret;hunter2=x")]
    [TestCase("Host=db;Password='hunter2")]
    [TestCase("Host=db hunter2")]
    [TestCase("Port=5432 hunter2;Host=db")]
    [TestCase("hunter2")]
    [TestCase("\"Host=db;Password=hunter2\"")]
    public void No_part_of_what_is_refused_is_repeated(string text) =>
        Assert.That(WarehouseConnection.Mistakes(text), Is.Not.Empty.And.None.Contains("hunter2"));
}
