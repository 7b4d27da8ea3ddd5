namespace EcommerceEtl.Domain.Runs;

/// <summary>A failure that is understood: it has a code for machines and a message that says what was being done, what was seen and what
/// to do.</summary>
/// <param name="message">One or two plain sentences for an operator, free of secrets and of any text a shop sent in a body.</param>
/// <param name="transient">True if the same run may well succeed a little later.</param>
public class EtlException(ErrorCode code, string message, bool transient = false, Exception? inner = null) : Exception(message, inner)
{
    public ErrorCode Code { get; } = code;

    public bool Transient { get; } = transient;
}

/// <summary>Why a run failed, in snake case in the ledger, logs and metrics. Each is described in the operator's guide.</summary>
public enum ErrorCode
{
    SourceUnreachable,
    SourceRefused,
    SourceError,
    UnexpectedPayload,
    BodyTooLarge,
    DeadlineExceeded,
    SuspiciousSnapshot,
    TooManyRejects,
    IdCollision,
    ReconciliationMismatch,
    LandingUnavailable,
    LandingDamaged,
    DatabaseUnreachable,
    DatabaseRefused,
    DatabaseFull,
    SessionLost,
    PooledSession,
    LockTimeout,
    SchemaNewer,
    SchemaOlder,
    StoreChanged,
    Cancelled,
    Unexpected,
}
