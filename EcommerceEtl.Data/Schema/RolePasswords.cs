using System.Security.Cryptography;
using System.Text;

namespace EcommerceEtl.Data.Schema;

/// <summary>The passwords of the roles to make. A class without a text of its own, so that no log can print it.</summary>
/// <param name="worker">Password of <c>etl_worker</c>; null: the role is not made, and left as it is where it exists.</param>
/// <param name="reader">The same for <c>grafana_reader</c>.</param>
/// <param name="analyst">The same for <c>analyst</c>.</param>
public sealed class RolePasswords(string? worker, string? reader, string? analyst)
{
    /// <summary>No role is made.</summary>
    public static RolePasswords None { get; } = new(null, null, null);

    internal string? Worker { get; } = Usable(worker, RoleSetup.Worker);

    internal string? Reader { get; } = Usable(reader, RoleSetup.Reader);

    internal string? Analyst { get; } = Usable(analyst, RoleSetup.Analyst);

    private static string? Usable(string? password, string role)
    {
        if (password is "")
            throw Refused($"The password for the role {role} is empty. Check the file it is read from.");
        if (password is not null && !PlainPassword.Is(password))
            throw Refused(
                $"The password for the role {role} holds other than {PlainPassword.Rule}. PostgreSQL and its clients hash such characters "
                + "in different forms (SASLprep, RFC 4013), so that some could not log in. Put another password into the file it is read "
                + "from.");
        return password;
    }

    private static EtlException Refused(string message) => new(ErrorCode.DatabaseRefused, message);
}

/// <summary>What PostgreSQL stores in place of a password (RFC 5803, as in <c>pg_authid.rolpassword</c>). It is made here so that the
/// password itself is never part of a statement, which a server may log.</summary>
internal static class ScramVerifier
{
    /// <summary>PostgreSQL's default.</summary>
    private const int Iterations = 4096;

    public static string Of(string password) => Of(password, RandomNumberGenerator.GetBytes(16));

    internal static string Of(string password, byte[] salt)
    {
        // RolePasswords lets no character through that SASLprep would change.
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}"
            + $"${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
