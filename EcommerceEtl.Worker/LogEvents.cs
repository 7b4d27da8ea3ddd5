namespace EcommerceEtl.Worker;

/// <summary>The ids of all events in the log. Alerts and searches rest on them: a number is never used again for another event.</summary>
internal static class LogEvents
{
    // Sources: 200 to 999.
    public const int RequestRepeated = 200;

    // Pipeline: 1000 to 1999.
    public const int RunClaimed = 1000;
    public const int RunSucceeded = 1001;
    public const int RunFailed = 1002;
    public const int RunSkipped = 1003;
    public const int RunCancelled = 1004;
    public const int CommitInDoubt = 1005;
    public const int ManifestLacksOutcome = 1006;
    public const int FieldsDrifted = 1007;
    public const int NothingReplayed = 1008;
    public const int UnnumberedRunFailed = 1009;
    public const int EndNotRecorded = 1010;
    public const int UnnumberedRunCancelled = 1011;
    public const int DeadRunsAbandoned = 1020;
    public const int SilentHolderEnded = 1021;
    public const int ErasedFromWarehouse = 1030;
    public const int ErasedFromLanding = 1031;
    public const int MigrationApplied = 1100;
    public const int SchemaChangeWaits = 1101;

    // Scheduling: 2000 to 2299.
    public const int SlotAskedAgain = 2000;
    public const int SlotDoneByPeer = 2001;
    public const int GaugesOld = 2002;
    public const int ShopLeftAlone = 2003;
    public const int RetentionDone = 2100;
    public const int RetentionWaits = 2101;
    public const int RetentionFailed = 2102;
    public const int RetentionGivenUp = 2103;
    public const int LandingNotRead = 2104;
    public const int Started = 2200;
    public const int Stopping = 2201;
    public const int StartRefused = 2202;
    public const int StartBroke = 2203;
    public const int ScheduleBroughtBack = 2210;
    public const int WatchBroke = 2211;

    // Health: 2300 to 2399.
    public const int DatabaseAwaited = 2300;
    public const int DatabaseBack = 2301;
    public const int HostRefused = 2310;

    // Web: 2400 to 2499.
    public const int PageOpened = 2400;
    public const int PageNotOpened = 2401;
}
