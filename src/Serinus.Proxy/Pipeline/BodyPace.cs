using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// How fast a client sends its body, over the time the edge waited for it: a client that sends a byte now and then holds an
/// upstream's connection for ever. What the upstream takes its time over does not count.
/// </summary>
internal struct BodyPace
{
    private const long GraceMilliseconds = 10_000;

    private long waited;

    /// <summary>Whether the pace is too slow, after another wait.</summary>
    /// <param name="milliseconds">How long the wait took.</param>
    /// <param name="bytes">Bytes of the body so far.</param>
    /// <param name="bytesPerSecondMin">The slowest pace; no limit when 0.</param>
    public bool IsTooSlow(long milliseconds, long bytes, int bytesPerSecondMin)
    {
        waited += milliseconds;
        return bytesPerSecondMin > 0
            && waited > GraceMilliseconds
            && bytes * 1000 < bytesPerSecondMin * (waited - GraceMilliseconds);
    }

    /// <summary>Whether a request may be silent for long: gRPC streams are conversations.</summary>
    public static bool MayBeSilent(RequestHead head) =>
        head.TryGet("content-type"u8, out var type)
        && type.Length >= 16
        && Ascii.EqualsIgnoreCase(type[..16], "application/grpc"u8);
}
