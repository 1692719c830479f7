using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>When runs may begin and weights may rise.</summary>
internal static class DeployWindows
{
    /// <summary>Whether there are windows, and none is open.</summary>
    public static bool AreClosed(RolloutSpec spec, DateTimeOffset now) =>
        !spec.DeployWindows.IsEmpty && !spec.DeployWindows.Any(window => IsOpen(window, now));

    /// <summary>When the next one opens; null when none ever does.</summary>
    public static DateTimeOffset? NextOpening(RolloutSpec spec, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var window in spec.DeployWindows)
        {
            var today = now.ToOffset(window.UtcOffset).Date;
            // The day after a week is the same day again, when today's window is over.
            for (var day = 0; day <= 7; day++)
            {
                var opens = new DateTimeOffset(today.AddDays(day), window.UtcOffset) + window.From.ToTimeSpan();
                if (opens > now && IsDay(window, opens.DayOfWeek) && (next is null || opens < next))
                    next = opens;
            }
        }

        return next;
    }

    private static bool IsOpen(DeployWindowSpec window, DateTimeOffset now)
    {
        var local = now.ToOffset(window.UtcOffset);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        if (window.From < window.To)
            return IsDay(window, local.DayOfWeek) && window.From <= time && time < window.To;
        // It closes on the day after it opened: its morning belongs to the evening before.
        var yesterday = (DayOfWeek)(((int)local.DayOfWeek + 6) % 7);
        return (time >= window.From && IsDay(window, local.DayOfWeek))
            || (time < window.To && IsDay(window, yesterday));
    }

    private static bool IsDay(DeployWindowSpec window, DayOfWeek day) =>
        window.Days.IsEmpty || window.Days.Contains(day);
}
