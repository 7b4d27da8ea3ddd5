using System.Runtime.InteropServices;

namespace EcommerceEtl.Worker.Landing;

/// <summary>Files that are either there whole or not there, also after a power cut. Their owner's group may read them and nobody else
/// (0640, folders 0750), whatever the umask allows: what a shop sends is not for everybody on the machine.</summary>
internal static class DurableFile
{
    private const UnixFileMode FileMask = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode FolderMask = FileMask | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Writes a partial file, brings it to disk, renames it into place, and brings the folder to disk. The partial file is gone
    /// afterwards, whatever happened.</summary>
    /// <param name="path">Where the file shall be; an older one is replaced.</param>
    /// <param name="partial">A name nobody else uses, on the same file system.</param>
    public static void Write(string path, string partial, Action<Stream> write)
    {
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        try
        {
            var options =
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = FileMask;
            using (var file = new FileStream(partial, options))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
        SyncFolder(folder);
    }

    /// <summary>Opens a file to be read and written, and creates it where it is not there.</summary>
    public static FileStream OpenOrCreate(string path, FileOptions more = FileOptions.None)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = more,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMask;
        return new FileStream(path, options);
    }

    /// <summary>Creates a folder and those above it, each on disk when this returns.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var above = Path.GetDirectoryName(Path.GetFullPath(folder));
        if (above is not null)
            CreateFolder(above);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, FolderMask);
        if (above is not null)
            SyncFolder(above);
    }

    /// <summary>Takes every right on a folder from others than its owner and his group: an earlier version made folders that everybody
    /// could look into.</summary>
    public static void CloseToOthers(string folder)
    {
        if (OperatingSystem.IsWindows() || File.GetUnixFileMode(folder) is var mode && (mode & Others) == UnixFileMode.None)
            return;
        try
        {
            File.SetUnixFileMode(folder, mode & ~Others);
        }
        catch (UnauthorizedAccessException)
        {
            // It belongs to another user, who decides about it.
        }
    }

    /// <summary>A renamed file survives a power cut only once its folder is on disk. .NET opens no folders; Windows needs none of
    /// this.</summary>
    private static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (handle < 0)
            throw new IOException($"The folder {folder} cannot be opened: error {Marshal.GetLastPInvokeError()}.");
        try
        {
            if (Sync(handle) < 0 && Marshal.GetLastPInvokeError() is var error and not InvalidArgument)
                throw new IOException($"The folder {folder} cannot be brought to disk: error {error}.");
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>EINVAL: some network file systems cannot sync a folder; their renames are as safe as they can be.</summary>
    private const int InvalidArgument = 22;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int handle);
}
