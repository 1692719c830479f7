using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Checks;

/// <summary>Checks outside services that are asked or told.</summary>
internal static class HookCheck
{
    private const int HooksMax = 50;
    private const int RetriesMax = 10;

    public static void Check(ImmutableArray<HookSpec> hooks, SpecReport report)
    {
        report.AtMost("webhooks", hooks.Length, HooksMax, "webhooks");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < hooks.Length; i++)
        {
            report.Once($"webhooks[{i}].name", hooks[i].Name, names, "webhook");
            CheckOne($"webhooks[{i}]", hooks[i], report);
        }
    }

    public static void CheckOne(string field, HookSpec hook, SpecReport report)
    {
        report.Url($"{field}.url", hook.Url);
        report.Within($"{field}.timeout", hook.Timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        report.Within($"{field}.retries", hook.Retries, 0, RetriesMax);
    }
}
