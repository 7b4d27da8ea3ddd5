namespace EcommerceEtl.Worker.Settings;

/// <summary>Section <c>Roles</c>: database roles that <c>migrate</c> makes. A role without a password file is not made.</summary>
public sealed record RoleOptions
{
    /// <summary><c>Roles:Worker:PasswordFile</c>: file with the password of <c>etl_worker</c>.</summary>
    public string? WorkerPasswordFile { get; init; }

    /// <summary><c>Roles:Reader:PasswordFile</c>: file with the password of <c>grafana_reader</c>.</summary>
    public string? ReaderPasswordFile { get; init; }

    /// <summary><c>Roles:Analyst:PasswordFile</c>: file with the password of <c>analyst</c>.</summary>
    public string? AnalystPasswordFile { get; init; }
}
