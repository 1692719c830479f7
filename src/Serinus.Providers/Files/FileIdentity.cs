using System.Runtime.InteropServices;

namespace Serinus.Providers.Files;

/// <summary>
/// Which file a path leads to and when it last changed, links followed. Two equal identities mean the content need not be read
/// again; the time of the last status change catches copies that keep the time of writing.
/// </summary>
internal readonly record struct FileIdentity(
    FileKind Kind,
    ulong Device,
    ulong Inode,
    long Size,
    Int128 Written,
    Int128 Changed
)
{
    private const int CurrentDirectory = -100;
    private const uint BasicFields = 0x7ff;
    private static bool hasStatx = OperatingSystem.IsLinux();

    public static FileIdentity Of(string path)
    {
        if (hasStatx)
        {
            try
            {
                return OfLinux(path);
            }
            catch (EntryPointNotFoundException)
            {
                hasStatx = false; // A C library older than the call.
            }
        }

        return OfAny(path);
    }

    // statx(2): its structure is the same on every architecture, unlike that of stat(2).
    private static FileIdentity OfLinux(string path)
    {
        var stat = new byte[256];
        if (statx(CurrentDirectory, path, 0, BasicFields, stat) != 0)
            return default;
        var kind = (BitConverter.ToUInt16(stat, 28) & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Directory,
            0x1000 => FileKind.Pipe,
            _ => FileKind.Device,
        };
        return new FileIdentity(
            kind,
            BitConverter.ToUInt64(stat, 136),
            BitConverter.ToUInt64(stat, 32),
            BitConverter.ToInt64(stat, 40),
            Nanoseconds(stat, 112),
            Nanoseconds(stat, 96)
        );
    }

    private static Int128 Nanoseconds(byte[] stat, int at) =>
        ((Int128)BitConverter.ToInt64(stat, at) * 1_000_000_000) + BitConverter.ToUInt32(stat, at + 8);

    /// <summary>What every system tells: target, size and time of writing.</summary>
    internal static FileIdentity OfAny(string path)
    {
        string target;
        try
        {
            target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return default; // Neither the path nor what it leads to is there.
        }

        if (Directory.Exists(target))
            return new(FileKind.Directory, 0, 0, 0, Directory.GetLastWriteTimeUtc(target).Ticks, 0);
        var file = new FileInfo(target);
        var name = (ulong)StringComparer.Ordinal.GetHashCode(target);
        return file.Exists ? new(FileKind.File, 0, name, file.Length, file.LastWriteTimeUtc.Ticks, 0) : default;
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(
        int directory,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        byte[] result
    );
}
