using System.Net.Sockets;
using EcommerceEtl.Data.Session;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EcommerceEtl.Tests.Data;

/// <summary>Every report of PostgreSQL that operators can meet has its code, the same wherever it comes from.</summary>
public sealed class DatabaseErrorsTests
{
    [TestCase("28P01", ErrorCode.DatabaseRefused, false)]
    [TestCase("28000", ErrorCode.DatabaseRefused, false)]
    [TestCase("3D000", ErrorCode.DatabaseRefused, false)]
    [TestCase("42501", ErrorCode.DatabaseRefused, false)]
    [TestCase("42P01", ErrorCode.SchemaOlder, false)]
    [TestCase("53100", ErrorCode.DatabaseFull, false)]
    [TestCase("53200", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("53300", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("57P03", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("55P03", ErrorCode.LockTimeout, true)]
    [TestCase("40001", ErrorCode.LockTimeout, true)]
    [TestCase("40P01", ErrorCode.LockTimeout, true)]
    [TestCase("25006", ErrorCode.SessionLost, true)]
    [TestCase("57P01", ErrorCode.SessionLost, true)]
    [TestCase("57P02", ErrorCode.SessionLost, true)]
    [TestCase("57P05", ErrorCode.SessionLost, true)]
    [TestCase("25P03", ErrorCode.SessionLost, true)]
    [TestCase("25P04", ErrorCode.SessionLost, true)]
    [TestCase("08006", ErrorCode.SessionLost, true)]
    [TestCase("08P01", ErrorCode.SessionLost, true)]
    [TestCase("23505", ErrorCode.Unexpected, false)]
    [TestCase("57014", ErrorCode.Unexpected, false)]
    public void A_report_on_an_open_session_has_its_code(string state, ErrorCode code, bool transient)
    {
        var error = DatabaseErrors.OnSession(Reported(state));
        Assert.That((error?.Code, error?.Transient), Is.EqualTo(((ErrorCode?)code, (bool?)transient)));
        Assert.That(error!.Message, Does.Contain("what the server said").And.Not.Contain(".."));
        Assert.That(error.Message, Does.Not.Contain('\n'));
    }

    [TestCase("28P01", ErrorCode.DatabaseRefused, false)]
    [TestCase("28000", ErrorCode.DatabaseRefused, false)]
    [TestCase("3D000", ErrorCode.DatabaseRefused, false)]
    [TestCase("42501", ErrorCode.DatabaseRefused, false)]
    [TestCase("53200", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("53300", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("57P03", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("57P01", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("08P01", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("22023", ErrorCode.DatabaseRefused, false)]
    [TestCase("42601", ErrorCode.DatabaseRefused, false)]
    [TestCase("42704", ErrorCode.DatabaseRefused, false)]
    [TestCase("55000", ErrorCode.DatabaseUnreachable, true)]
    [TestCase("58P01", ErrorCode.DatabaseRefused, false)]
    [TestCase("57014", ErrorCode.DatabaseRefused, false)]
    public void A_report_while_connecting_has_its_code(string state, ErrorCode code, bool transient)
    {
        var error = DatabaseErrors.WhileConnecting(Reported(state), "db:5432/shop");
        Assert.That((error?.Code, error?.Transient), Is.EqualTo(((ErrorCode?)code, (bool?)transient)));
        Assert.That(error!.Message, Does.Contain("what the server said"));
    }

    [Test]
    public void A_server_that_cannot_be_reached_is_named_with_what_was_seen()
    {
        Exception[] failures =
        [
            new NpgsqlException("Failed to connect to 10.0.0.1:5432", new SocketException((int)SocketError.ConnectionRefused)),
            new NpgsqlException("The operation has timed out", new TimeoutException()),
            new NpgsqlException("Exception while reading from stream", new EndOfStreamException()),
            new SocketException((int)SocketError.HostNotFound),
        ];
        foreach (var failure in failures)
        {
            var error = DatabaseErrors.WhileConnecting(failure, "db:5432/shop");
            Assert.That((error?.Code, error?.Transient), Is.EqualTo(((ErrorCode?)ErrorCode.DatabaseUnreachable, (bool?)true)),
                failure.ToString());
            Assert.That(error!.Message, Does.StartWith("The database db:5432/shop cannot be reached: ")
                .And.Contain("ConnectionStrings:Warehouse"));
        }
    }

    [Test]
    public void A_server_that_wants_another_kind_of_login_refuses()
    {
        var error = DatabaseErrors.WhileConnecting(
            new NpgsqlException("No password has been provided but the backend requires one (in SASL)"), "db:5432/shop");
        Assert.That((error?.Code, error?.Transient), Is.EqualTo(((ErrorCode?)ErrorCode.DatabaseRefused, (bool?)false)));
        Assert.That(error!.Message, Does.Contain("No password has been provided"));
    }

    [Test]
    public void A_broken_socket_under_an_open_session_is_a_lost_session_however_it_is_wrapped()
    {
        var broken = new NpgsqlException("Exception while writing to stream", new IOException("Broken pipe"));
        foreach (var failure in (Exception[])
        [
            broken, new DbUpdateException("saving", broken),
            new InvalidOperationException("likely due to a transient failure", new DbUpdateException("saving", broken)),
            new ObjectDisposedException(nameof(NpgsqlConnection)),
        ])
        {
            Assert.That(DatabaseErrors.OnSession(failure)?.Code, Is.EqualTo(ErrorCode.SessionLost), failure.ToString());
        }
        Assert.That(DatabaseErrors.OnSession(broken)!.Message, Does.Contain("Broken pipe"));
    }

    [Test]
    public void What_does_not_come_from_the_database_is_not_explained()
    {
        foreach (var failure in (Exception[])
        [
            new InvalidOperationException("x"), new IOException("x"), new SocketException(),
            new NpgsqlOperationInProgressException(new NpgsqlCommand()),
        ])
        {
            Assert.That(DatabaseErrors.OnSession(failure), Is.Null, failure.ToString());
        }
        Assert.That(DatabaseErrors.WhileConnecting(new InvalidOperationException("x"), "db"), Is.Null);
    }

    [Test]
    public void A_cancellation_is_no_error_though_the_server_reports_one()
    {
        var cancelled = new OperationCanceledException("cancelled", Reported("57014"));
        Assert.That(DatabaseErrors.OnSession(cancelled), Is.Null);
        Assert.That(DatabaseErrors.WhileConnecting(cancelled, "db"), Is.Null);
    }

    [Test]
    public void An_error_that_is_known_already_stays_as_it_is()
    {
        var known = new EtlException(ErrorCode.SchemaNewer, "newer");
        Assert.That(DatabaseErrors.OnSession(new InvalidOperationException("x", known)), Is.SameAs(known));
        Assert.That(DatabaseErrors.WhileConnecting(known, "db"), Is.SameAs(known));
    }

    [TestCase("57P01", true)]
    [TestCase("57P02", true)]
    [TestCase("08006", true)]
    [TestCase("40001", false)]
    [TestCase("53100", false)]
    public void Only_a_connection_that_broke_leaves_the_outcome_of_a_commit_open(string state, bool open) =>
        Assert.That(DatabaseErrors.ConnectionBroke(Reported(state)), Is.EqualTo(open));

    [Test]
    public void A_replica_is_told_of_a_fail_over() =>
        Assert.That(DatabaseErrors.OnSession(Reported("25006"))!.Message, Does.Contain("fail-over").And.Contain("primary"));

    private static PostgresException Reported(string state) => new("what the server said", "ERROR", "ERROR", state);
}
