using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.News;

/// <summary>
/// How many messages one address may get: so many at once, and one a second after that. Grave news are kept room for: others stop sooner.
/// Not safe for several threads at once; whoever has it locks.
/// </summary>
internal sealed class Allowance(DateTimeOffset now)
{
    /// <summary>Messages at once.</summary>
    public const int Most = 60;

    private const double PerSecond = 1;

    private double left = Most;
    private DateTimeOffset counted = now;

    /// <summary>Messages that were not sent since the last one that was.</summary>
    public int Withheld { get; private set; }

    /// <summary>Whether one more may be sent; then it is counted.</summary>
    public bool Take(NewsSeverity severity, DateTimeOffset now)
    {
        var elapsed = (now - counted).TotalSeconds;
        left = Math.Min(Most, left + (Math.Max(0, elapsed) * PerSecond));
        counted = now;
        var kept = severity switch
        {
            NewsSeverity.Error => 0,
            NewsSeverity.Warn => Most / 4,
            _ => Most / 2,
        };
        if (left < kept + 1)
        {
            Withheld++;
            return false;
        }

        left--;
        Withheld = 0;
        return true;
    }
}
