namespace Serinus.Proxy.Telemetry;

/// <summary>Requests of one arm, and those of them that failed.</summary>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Errors">Of these, those that failed.</param>
public readonly record struct OutcomeCount(long Requests, long Errors)
{
    /// <summary>Both together.</summary>
    public static OutcomeCount operator +(OutcomeCount left, OutcomeCount right) => Add(left, right);

    /// <summary>What is more than before.</summary>
    public static OutcomeCount operator -(OutcomeCount now, OutcomeCount before) => Subtract(now, before);

    /// <summary>Both together.</summary>
    public static OutcomeCount Add(OutcomeCount left, OutcomeCount right) =>
        new(left.Requests + right.Requests, left.Errors + right.Errors);

    /// <summary>What is more than before.</summary>
    public static OutcomeCount Subtract(OutcomeCount now, OutcomeCount before) =>
        new(now.Requests - before.Requests, now.Errors - before.Errors);
}
