namespace EcommerceEtl.Data.Schema;

/// <summary>The roles beside the owner: who loads, who reads for the boards, and who reads single sessions.</summary>
public static class RoleSetup
{
    /// <summary>Reads and writes rows, makes temporary tables, changes no schema.</summary>
    public const string Worker = "etl_worker";

    /// <summary>Reads figures and no people. Whoever may look at a board can send any SQL as this role: its grants are the wall.</summary>
    public const string Reader = "grafana_reader";

    /// <summary>Reads sessions, customers' cities and everything that the boards read. It is for people who may know that.</summary>
    public const string Analyst = "analyst";

    /// <summary>Who only looks: nobody waits for their sessions.</summary>
    internal static readonly ImmutableArray<string> Viewers = [Reader, Analyst];

    /// <summary>Key text of the lock under which roles are made, taken in the database <c>postgres</c>, since roles belong to the whole
    /// server.</summary>
    private const string LockKeyText = "ecommerce-etl roles";

    /// <summary>Makes each role that has a password, or gives it that password where it exists: all of them, or none.</summary>
    internal static async Task EnsureAsync(
        string connectionString, RolePasswords passwords, LockWatch watch, CancellationToken cancellationToken)
    {
        if (passwords is { Worker: null, Reader: null, Analyst: null })
            return;
        try
        {
            await using var connection =
                await SessionConnection.OpenAsync(connectionString, "ecommerce-etl roles", cancellationToken, "postgres");
            await watch.DuringAsync(connection, token => SchemaLock.TakeExclusiveAsync(connection, LockKeyText, token), cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (passwords.Worker is not null)
                await EnsureAsync(transaction, Worker, "", passwords.Worker, cancellationToken);
            foreach (var (role, password) in new[] { (Reader, passwords.Reader), (Analyst, passwords.Analyst) })
            {
                if (password is null)
                    continue;
                await EnsureAsync(transaction, role, "CONNECTION LIMIT 10", password, cancellationToken);
                await ViewerWall.ResetAsync(connection, role, cancellationToken);
            }
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception failure) when (DatabaseErrors.OnSession(failure) is { Code: ErrorCode.DatabaseRefused } refused)
        {
            throw new EtlException(
                refused.Code,
                $"The roles {Worker}, {Reader} and {Analyst} could not be made, which needs the right CREATEROLE. {refused.Message}",
                inner: failure);
        }
    }

    /// <summary>Gives each role that exists exactly its grants, within the connection's transaction; returns the roles.</summary>
    internal static async Task<ImmutableArray<string>> GrantAsync(
        NpgsqlConnection connection, RolePasswords passwords, CancellationToken cancellationToken)
    {
        var granted = ImmutableArray.CreateBuilder<string>();
        foreach (var (role, statement) in new[]
        {
            (Worker, "Schema/grant_worker"), (Reader, "Schema/grant_reader"), (Analyst, "Schema/grant_analyst"),
        })
        {
            if (!await ExistsAsync(connection, role, cancellationToken))
                continue;
            // Its name is a common one: a role that others made gets nothing by itself.
            if (role == Analyst && passwords.Analyst is null && !await IsGrantedAsync(connection, role, cancellationToken))
                continue;
            await connection.Command(statement).RunAsync(cancellationToken);
            granted.Add(role);
        }
        return granted.ToImmutable();
    }

    private static async Task EnsureAsync(
        NpgsqlTransaction transaction, string role, string options, string password, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        // Neither role names nor verifiers (base64) hold a quote, and a utility statement takes no parameters.
        var rest = $"ROLE {role} LOGIN {options} PASSWORD '{ScramVerifier.Of(password)}'";
        await transaction.SaveAsync(role, cancellationToken);
        try
        {
            var verb = await ExistsAsync(connection, role, cancellationToken) ? "ALTER" : "CREATE";
            await connection.Sql($"{verb} {rest}").RunAsync(cancellationToken);
        }
        catch (PostgresException made) when (made.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // Somebody who does not take this lock has just made it.
            await transaction.RollbackAsync(role, cancellationToken);
            await connection.Sql($"ALTER {rest}").RunAsync(cancellationToken);
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken) =>
        await connection.Sql("SELECT 1 FROM pg_roles WHERE rolname = $1", role).ValueAsync(cancellationToken) is not null;

    private static async Task<bool> IsGrantedAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken) =>
        (bool)(await connection.Sql("SELECT has_table_privilege($1, 'public.carts', 'SELECT')", role).ValueAsync(cancellationToken))!;
}
