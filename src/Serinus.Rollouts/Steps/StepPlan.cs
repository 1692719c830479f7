using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Steps;

/// <summary>Every strategy as one list of steps. When the last one is over the canary is promoted.</summary>
public sealed class StepPlan
{
    // A spec is read thousands of times between two edits; what follows from it is worked out once.
    private static readonly ConditionalWeakTable<AnalysisSpec, StepPlan> Known = [];

    // Thousands of rollouts have a few strategies among them, of up to a thousand steps each.
    private static readonly StepPlan?[] Shared = new StepPlan?[64];

    private StepPlan(ImmutableArray<PlannedStep> steps, bool isList)
    {
        Steps = steps;
        IsList = isList;
        Key = PlanKey.Of(steps);
        HasChecks = steps.Any(step => step.IsChecked);
    }

    /// <summary>The steps, the first one first.</summary>
    public ImmutableArray<PlannedStep> Steps { get; }

    /// <summary>Whether they were written down as <see cref="AnalysisSpec.Steps"/>, in an order that means something by itself.</summary>
    public bool IsList { get; }

    /// <summary>Whether something is measured at any of them.</summary>
    public bool HasChecks { get; }

    /// <summary>Fingerprint: plans of equal steps have the same.</summary>
    public string Key { get; }

    /// <summary>How many steps there are.</summary>
    public int Count => Steps.Length;

    /// <summary>The step of an index.</summary>
    public PlannedStep this[int index] => Steps[index];

    /// <summary>The plan of a strategy. Of several strategies <c>steps</c> counts before <c>iterations</c>, <c>stepWeights</c> and <c>stepWeight</c>.</summary>
    public static StepPlan Of(AnalysisSpec analysis) => Known.GetValue(analysis, one => Share(Make(one)));

    /// <summary>A step's number as people count, such as <c>step 2 of 5 (10 %)</c>.</summary>
    public string Place(int index) =>
        index < Count ? $"step {index + 1} of {Count} ({Steps[index].Text})" : $"behind the last of {Count} steps";

    /// <summary>A plan of the same steps that was made before, if there is one; any thread.</summary>
    private static StepPlan Share(StepPlan made)
    {
        ref var place = ref Shared[(uint)made.Key.GetHashCode(StringComparison.Ordinal) % (uint)Shared.Length];
        var known = Volatile.Read(ref place);
        if (known is not null && known.IsList == made.IsList && known.Steps.SequenceEqual(made.Steps))
            return known;
        Volatile.Write(ref place, made);
        return made;
    }

    private static StepPlan Make(AnalysisSpec analysis)
    {
        if (!analysis.Steps.IsEmpty)
            return new StepPlan(ListedSteps.Of(analysis), isList: true);
        if (analysis.Iterations > 0)
            return new StepPlan(Iterations(analysis), isList: false);
        var weights = analysis.StepWeights.IsEmpty ? EvenWeights(analysis) : analysis.StepWeights;
        return new StepPlan(Weights(analysis, weights), isList: false);
    }

    /// <summary>Blue/green: checks while the canary gets nothing but copies, then everybody. A/B: checks while matched requests go to it.</summary>
    private static ImmutableArray<PlannedStep> Iterations(AnalysisSpec analysis)
    {
        var isBlueGreen = analysis.Match.IsEmpty;
        var checks = new PlannedStep
        {
            Kind = StepKind.Check,
            Text = $"{analysis.Iterations} checks {(isBlueGreen ? "before the switch" : "of matched requests")}",
            Checks = analysis.Iterations,
            Match = analysis.Match,
            MirrorPercent = analysis.Mirror ? analysis.MirrorWeight : 0,
        };
        return isBlueGreen ? [checks, Weight(100, [])] : [checks];
    }

    private static IEnumerable<decimal> EvenWeights(AnalysisSpec analysis)
    {
        if (analysis.StepWeight <= 0)
            yield break;
        var max = analysis.MaxWeight;
        for (var weight = analysis.StepWeight; weight < max; weight += analysis.StepWeight)
            yield return weight;
        yield return max;
    }

    /// <summary>A check at each weight, none above the largest; before them, one of copies where that is asked for.</summary>
    private static ImmutableArray<PlannedStep> Weights(AnalysisSpec analysis, IEnumerable<decimal> weights)
    {
        var steps = ImmutableArray.CreateBuilder<PlannedStep>();
        if (analysis.Mirror)
        {
            steps.Add(
                new PlannedStep
                {
                    Kind = StepKind.Check,
                    Text = $"copies of {Percents.Text(analysis.MirrorWeight)}",
                    MirrorPercent = analysis.MirrorWeight,
                }
            );
        }

        foreach (var weight in weights)
        {
            steps.Add(Weight(Percents.Of(Math.Min(weight, analysis.MaxWeight), analysis), analysis.Match));
            if (weight >= analysis.MaxWeight)
                break;
        }

        return steps.ToImmutable();
    }

    private static PlannedStep Weight(decimal percent, ImmutableArray<RequestMatchSpec> match) =>
        new()
        {
            Kind = StepKind.Check,
            Text = Percents.Text(percent),
            Percent = percent,
            Match = match,
        };
}
