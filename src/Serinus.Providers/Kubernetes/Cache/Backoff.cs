namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>How long to wait before the next try: the first is quick, each further one twice as late, with a spread, up to half a minute.</summary>
/// <param name="random">Spread, so that not all edges of a cluster come at once.</param>
internal sealed class Backoff(Random random)
{
    private static readonly TimeSpan first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(30);

    private TimeSpan next = first;

    /// <summary>The wait before the next try.</summary>
    /// <param name="asked">What the server asked for.</param>
    public TimeSpan Next(TimeSpan? asked = null)
    {
        var wait = next * (0.5 + (random.NextDouble() / 2));
        next = next * 2 < longest ? next * 2 : longest;
        // A server may ask for patience, but not for ever.
        return asked > wait ? (asked.Value < longest ? asked.Value : longest) : wait;
    }

    public void Reset() => next = first;
}
