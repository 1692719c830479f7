using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Serinus.Rollouts.Steps;

/// <summary>A fingerprint of steps that is the same in every process.</summary>
internal static class PlanKey
{
    public static string Of(ImmutableArray<PlannedStep> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
            Append(text, step);
        return Fnv(text.ToString()).ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void Append(StringBuilder text, PlannedStep step)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"{step.Kind}|{step.Percent:0.############}|{step.MirrorPercent:0.####}|{step.CanaryReplicas}|{step.CanaryScale:0.####}"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"|{step.Checks}|{string.Join(',', step.Metrics)}|{step.Duration?.Ticks}|{step.OnTimeout}|{step.Hook?.Name}|{step.Hook?.Url}"
        );
        foreach (var match in step.Match)
        {
            text.Append('&');
            foreach (var value in match.Values)
                text.Append(CultureInfo.InvariantCulture, $"[{value.Header}|{value.Cookie}|{value.Test}|{value.Text}]");
        }

        text.Append('\n');
    }

    /// <summary>FNV-1a of 64 bits, by its authors' constants (draft-eastlake-fnv).</summary>
    private static ulong Fnv(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ octet) * 1099511628211UL;
        return hash;
    }
}
