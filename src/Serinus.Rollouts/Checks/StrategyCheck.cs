using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Checks;

/// <summary>Checks how a run goes on: one strategy, and weights that can be carried out.</summary>
internal static class StrategyCheck
{
    private const int StepsMax = 100;
    private const decimal TotalMax = 1_000_000;
    private static readonly TimeSpan IntervalMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    public static void Check(RolloutSpec spec, SpecReport report)
    {
        var analysis = spec.Analysis;
        report.Within("interval", analysis.Interval, IntervalMin, Year);
        report.Within("threshold", analysis.Threshold, 1, int.MaxValue);
        report.Within("iterations", analysis.Iterations, 0, 1_000_000);
        report.Within("backgroundFromStep", analysis.BackgroundFromStep, 0, StepsMax);
        CheckOne(spec, report);
        if (analysis.WeightTotal is < 100 or > TotalMax)
        {
            report.Add("weightTotal", $"{analysis.WeightTotal} is not 100 to {TotalMax}", $"use 100 to {TotalMax}");
            return;
        }

        CheckWeight("maxWeight", analysis.MaxWeight, analysis.WeightTotal, report);
        if (analysis.StepWeight != 0)
            CheckWeight("stepWeight", analysis.StepWeight, analysis.MaxWeight, report);
        if (analysis.StepWeightPromotion != 0)
            CheckWeight("stepWeightPromotion", analysis.StepWeightPromotion, analysis.WeightTotal, report);
        CheckRising(analysis, report);
        MatchCheck.Check("match", analysis.Match, report);
        if (analysis.MirrorWeight is < 0 or > 100)
            report.Add("mirrorWeight", $"{analysis.MirrorWeight} % is not 0 to 100", $"use 0 to 100");
        CheckSteps(analysis, report);
    }

    private static void CheckOne(RolloutSpec spec, SpecReport report)
    {
        var analysis = spec.Analysis;
        var given = new List<string>();
        if (!analysis.Steps.IsEmpty)
            given.Add("steps");
        if (analysis.StepWeight != 0)
            given.Add("stepWeight");
        if (!analysis.StepWeights.IsEmpty)
            given.Add("stepWeights");
        if (analysis.Iterations != 0)
            given.Add("iterations");
        if (given.Count > 1)
            report.Add(given[^1], $"{string.Join(" and ", given)} exclude each other", $"keep one");
        else if (given.Count == 0 && !spec.SkipAnalysis)
            report.Add(
                "",
                $"nothing says how it goes from stable to the canary",
                $"add steps: \"1%, 10%, 50% every 5m\", or stepWeight, stepWeights or iterations"
            );
        if (analysis.Mirror && !analysis.Steps.IsEmpty)
            report.Add("mirror", $"mirror and steps exclude each other", $"write a step {{ setMirror: 10% }} instead");
    }

    private static void CheckWeight(string field, decimal weight, decimal most, SpecReport report)
    {
        if (weight <= 0)
            report.Add(field, $"weight {weight} is not above 0", $"use more than 0 and up to {most}");
        else if (weight > most)
            report.Add(field, $"weight {weight} is above {most}", $"use more than 0 and up to {most}");
    }

    private static void CheckRising(AnalysisSpec analysis, SpecReport report)
    {
        report.AtMost("stepWeights", analysis.StepWeights.Length, StepsMax, "weights");
        var last = 0m;
        for (var i = 0; i < analysis.StepWeights.Length; i++)
        {
            var weight = analysis.StepWeights[i];
            CheckWeight($"stepWeights[{i}]", weight, analysis.WeightTotal, report);
            if (i > 0 && weight <= last && weight > 0)
                report.Add(
                    $"stepWeights[{i}]",
                    $"weight {weight} is not above {last} before it",
                    $"write weights that rise; who goes back is rolled back"
                );
            last = weight;
        }
    }

    private static void CheckSteps(AnalysisSpec analysis, SpecReport report)
    {
        report.AtMost("steps", analysis.Steps.Length, StepsMax, "steps");
        var last = 0m;
        for (var i = 0; i < analysis.Steps.Length; i++)
        {
            var at = $"steps[{i}]";
            switch (analysis.Steps[i])
            {
                case StepSpec.SetWeight(var weight):
                    if (weight < 0 || weight > analysis.WeightTotal)
                        report.Add(
                            $"{at}.setWeight",
                            $"weight {weight} is not 0 to {analysis.WeightTotal}",
                            $"use 0 to {analysis.WeightTotal}"
                        );
                    else if (weight < last)
                        report.Add(
                            $"{at}.setWeight",
                            $"weight {weight} is below {last} before it",
                            $"write weights that rise; who goes back is rolled back"
                        );
                    last = Math.Max(last, weight);
                    break;
                case StepSpec.Pause { Duration: { } duration }:
                    report.Within($"{at}.pause.duration", duration, TimeSpan.Zero, Year);
                    break;
                case StepSpec.Approval { Timeout: { } timeout }:
                    report.Within($"{at}.approval.timeout", timeout, IntervalMin, Year);
                    break;
                case StepSpec.SetHeaderRoute(var match):
                    MatchCheck.Check($"{at}.setHeaderRoute.match", match, report);
                    break;
                case StepSpec.SetMirror(var percent):
                    if (percent is < 0 or > 100)
                        report.Add($"{at}.setMirror", $"{percent} % is not 0 to 100", $"use 0 to 100");
                    break;
                case StepSpec.Webhook(var hook):
                    HookCheck.CheckOne($"{at}.webhook", hook, report);
                    break;
                default:
                    break;
            }
        }
    }
}
