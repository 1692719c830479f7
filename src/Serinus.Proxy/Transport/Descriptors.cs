using System.Runtime.InteropServices;

namespace Serinus.Proxy.Transport;

/// <summary>
/// How the file descriptors of the process are shared out. Clients leave some to upstreams, and both leave some to the program:
/// without any, the runtime can neither start a thread nor load a library, and ends the process. It holds two for each library it has
/// loaded, about 200 in all when it begins to serve. A new descriptor has the lowest number that is free (POSIX.1-2017 §2.14), so its
/// number tells how many are in use without counting.
/// </summary>
internal static unsafe partial class Descriptors
{
    private const long KeptMax = 128;

    /// <summary>RLIMIT_NOFILE.</summary>
    private const int OpenFiles = 7;

    /// <summary>EFD_CLOEXEC.</summary>
    private const int CloseOnExec = 0x80000;

    private static readonly long Limit = OperatingSystem.IsLinux() ? LimitOfProcess() : long.MaxValue;
    private static readonly long Kept = Math.Min(Limit / 4, KeptMax);

    /// <summary>Whether a client's socket with this number is the last that may be taken for now.</summary>
    public static bool IsLastForClients(nint descriptor) => descriptor >= Limit - Kept - Kept / 2;

    /// <summary>Whether a socket or pipe with this number is one too many for an upstream: what is left is the program's own.</summary>
    public static bool IsKept(nint descriptor) => descriptor >= Limit - Kept;

    /// <summary>Whether one more client may be taken now. Costs two system calls: for times of shortage.</summary>
    public static bool HasRoomForClients()
    {
        if (!OperatingSystem.IsLinux())
            return true;
        var next = eventfd(0, CloseOnExec);
        if (next < 0)
            return false;
        _ = close(next);
        return !IsLastForClients(next);
    }

    /// <summary>How many the process may have, for messages.</summary>
    public static string OfAll => Limit == long.MaxValue ? "" : $" of {Limit}";

    /// <summary>The soft limit, which the runtime raises to the hard one when it starts.</summary>
    private static long LimitOfProcess()
    {
        var limits = stackalloc ulong[2];
        return getrlimit(OpenFiles, limits) < 0 ? long.MaxValue : (long)Math.Min(limits[0], long.MaxValue);
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* rlim);

    [LibraryImport("libc")]
    private static partial int eventfd(uint initval, int flags);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
