using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Checks;

/// <summary>Checks outside services that are asked or told.</summary>
internal static class HookCheck
{
    private const int HooksMax = 50;
    private const int RetriesMax = 10;

    public static void Check(AnalysisSpec analysis, SpecReport report)
    {
        var hooks = analysis.Hooks;
        report.AtMost("webhooks", hooks.Length, HooksMax, "webhooks");
        for (var i = 0; i < hooks.Length; i++)
            CheckOne($"webhooks[{i}]", hooks[i], report);

        var names = hooks.Select(hook => hook.Name).ToHashSet(StringComparer.Ordinal);
        // Answers are told apart by name: the yes of a step must not be taken for that of a rollback hook.
        for (var i = 0; i < analysis.Steps.Length; i++)
        {
            if (analysis.Steps[i] is StepSpec.Webhook { Hook.Name: var name } && names.Contains(name))
                report.Add(
                    $"steps[{i}].webhook.name",
                    $"there is another webhook named {SpecReport.Shown(name)} among the rollout's",
                    $"give each a name of its own"
                );
        }
    }

    public static void CheckOne(string field, HookSpec hook, SpecReport report)
    {
        report.Url($"{field}.url", hook.Url);
        report.Within($"{field}.timeout", hook.Timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        report.Within($"{field}.retries", hook.Retries, 0, RetriesMax);
    }
}
