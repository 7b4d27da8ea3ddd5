namespace EcommerceEtl.Domain.Runs;

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
