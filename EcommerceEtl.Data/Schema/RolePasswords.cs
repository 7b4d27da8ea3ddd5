using EcommerceEtl.Domain.Runs;

namespace EcommerceEtl.Data.Schema;

/// <summary>The passwords of the roles to make. A class without a text of its own, so that no log can print it.</summary>
/// <param name="worker">Password of <c>etl_worker</c>; null: the role is not made, and left as it is where it exists.</param>
/// <param name="reader">The same for <c>grafana_reader</c>.</param>
public sealed class RolePasswords(string? worker, string? reader)
{
    /// <summary>No role is made.</summary>
    public static RolePasswords None { get; } = new(null, null);

    internal string? Worker { get; } = Usable(worker, RoleSetup.Worker);

    internal string? Reader { get; } = Usable(reader, RoleSetup.Reader);

    private static string? Usable(string? password, string role) => password is ""
        ? throw new EtlException(ErrorCode.DatabaseRefused, $"The password for the role {role} is empty. Check the file it is read from.")
        : password;
}
