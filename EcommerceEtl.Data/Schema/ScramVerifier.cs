using System.Security.Cryptography;
using System.Text;

namespace EcommerceEtl.Data.Schema;

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
