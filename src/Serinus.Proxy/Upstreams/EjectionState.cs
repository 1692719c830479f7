using Serinus.Routing.Config;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// How an endpoint stands with passive health, in one word so that it changes by one compare-and-swap: failures in a row
/// (16 bits), ejections in a row (4 bits), and the time until which it is left alone (44 bits of milliseconds, 557 years).
/// The word is 0 while all is well, which is what a success on the hot path looks for.
/// </summary>
internal readonly record struct EjectionState(ulong Word)
{
    /// <summary>Ejections in a row beyond this one last no longer.</summary>
    public const int EjectionsMax = 10;

    private const int FailuresMax = (1 << 16) - 1;
    private const long TimeMax = (1L << 44) - 1;

    /// <summary>Failures in a row since the last success or ejection.</summary>
    public int FailuresInRow => (int)(Word & FailuresMax);

    /// <summary>Ejections with no success between them, counted up to <see cref="EjectionsMax"/>.</summary>
    public int EjectionsInRow => (int)(Word >> 16) & 0xF;

    /// <summary>End of the last ejection in milliseconds; 0 when there was none since the last success.</summary>
    public long Until => (long)(Word >> 20);

    public bool IsEjected(long nowMilliseconds) => nowMilliseconds < Until;

    /// <summary>
    /// A success while ejected is the late answer of a request sent before, or a request sent in panic; it does not bring
    /// the endpoint back early. A success after the return forgets everything.
    /// </summary>
    public EjectionState AfterSuccess(long nowMilliseconds) => IsEjected(nowMilliseconds) ? this : default;

    /// <summary>A failure while ejected is of a request sent before, or in panic: it makes the ejection no longer.</summary>
    public EjectionState AfterFailure(EjectionConfig config, long nowMilliseconds)
    {
        if (config.Failures == 0 || IsEjected(nowMilliseconds))
            return this;
        var failures = FailuresInRow + 1;
        if (failures < Math.Min(config.Failures, FailuresMax))
            return Pack(Until, EjectionsInRow, failures);
        var ejections = Math.Min(EjectionsInRow + 1, EjectionsMax);
        var milliseconds = Math.Min(config.Duration.TotalMilliseconds * ejections, TimeMax);
        return Pack(Math.Min(nowMilliseconds + (long)milliseconds, TimeMax), ejections, 0);
    }

    private static EjectionState Pack(long until, int ejections, int failures) =>
        new(((ulong)until << 20) | ((ulong)ejections << 16) | (uint)failures);
}
