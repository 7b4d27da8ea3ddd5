namespace EcommerceEtl.Worker.Landing;

/// <summary>What goes wrong with the landing zone, in words for an operator.</summary>
internal static class LandingErrors
{
    /// <summary>True for what the file system throws when it is full, read-only or forbidden.</summary>
    public static bool IsFileSystem(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Reads what lies at a path.</summary>
    /// <exception cref="EtlException"><see cref="ErrorCode.LandingUnavailable"/>: the file system refuses.</exception>
    public static T Reading<T>(string path, Func<T> read) => Guarded(read, refused => CannotRead(path, refused));

    /// <summary>Changes what lies in a folder.</summary>
    /// <inheritdoc cref="Reading"/>
    public static T Writing<T>(string folder, Func<T> write) => Guarded(write, refused => CannotWrite(folder, refused));

    /// <inheritdoc cref="Writing{T}"/>
    public static void Writing(string folder, Action write) => Writing(folder, () =>
    {
        write();
        return true;
    });

    private static T Guarded<T>(Func<T> work, Func<Exception, EtlException> told)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (IsFileSystem(error))
        {
            throw told(error);
        }
    }

    public static EtlException CannotWrite(string folder, Exception cause) => new(
        ErrorCode.LandingUnavailable,
        $"The landing zone {folder} cannot be written: {cause.Message} Free space there, or give the worker's user the right to write; "
        + "the setting is Landing:Path.",
        transient: true, cause);

    public static EtlException CannotRead(string path, Exception cause) => new(
        ErrorCode.LandingUnavailable,
        $"The landing zone's file {path} cannot be read: {cause.Message} Give the worker's user the right to read it; the setting is "
            + "Landing:Path.",
        transient: true, cause);

    public static EtlException DamagedChunk(string path, string seen, Exception? cause = null) => new(
        ErrorCode.LandingDamaged,
        $"The landed file {path} {seen}. Restore it from a backup, or run the store again: an extract writes damaged files anew.",
        inner: cause);

    public static EtlException DamagedErasedList(string path, string seen, Exception? cause = null) => new(
        ErrorCode.LandingDamaged,
        $"The list of erased customers {path} {seen}. Restore it from a backup; or delete it: each database writes those that it knows "
        + "into it anew, with its next run of the store.",
        inner: cause);

    public static EtlException DamagedManifest(string path, string seen, Exception? cause = null) => new(
        ErrorCode.LandingDamaged,
        $"The manifest {path} {seen}. Restore it from a backup, or move it out of the landing zone; other snapshots are not affected.",
        inner: cause);
}
