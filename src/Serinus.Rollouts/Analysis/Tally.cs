using System.Globalization;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>Counts what measurements of a metric found, and knows what is let pass.</summary>
public static class Tally
{
    /// <summary>What is known after one more measurement, and what it means.</summary>
    public static (MetricState State, MetricOutcome Outcome) Add(
        MetricSpec metric,
        MetricState state,
        Measurement found
    )
    {
        if (found.Error is { } error)
            return Error(metric, state, error);
        var (verdict, text, isData) = Judge(metric, found);
        var next = state with
        {
            Value = found.Value is { } value && double.IsFinite(value) ? value : null,
            Text = text,
            ErrorsInRow = 0,
        };
        return verdict switch
        {
            Verdict.Pass => Pass(metric, next, text),
            Verdict.Fail => Fail(metric, next, text),
            _ when isData => Unknown(metric, next, text),
            // No data is neither: it is measured again, for as long as a step may last.
            _ => (next, new MetricOutcome(Verdict.Inconclusive, text)),
        };
    }

    /// <summary>Whether an analysis step needs no more measurements of a metric: it has as many as were asked for, and enough of them passed.</summary>
    public static bool IsDone(MetricSpec metric, MetricState? state)
    {
        if (state is null)
            return false;
        if (metric.ConsecutiveSuccessLimit > 0)
            return state.SuccessesInRow >= metric.ConsecutiveSuccessLimit;
        return state.MeasuredInStep >= Math.Max(1, metric.Count) && state.PassedInStep > 0;
    }

    /// <summary>Whether a metric was measured as often as was asked for in the whole run.</summary>
    public static bool IsSpent(MetricSpec metric, MetricState? state) =>
        metric.Count > 0 && state is not null && state.Passed + state.Failed + state.Inconclusive >= metric.Count;

    /// <summary>What is known once somebody lets a run go on that stood still because too much was inconclusive: that is counted anew.</summary>
    public static MetricState Anew(MetricSpec metric, MetricState state) =>
        metric.InconclusiveLimit >= 0 && state.Inconclusive > metric.InconclusiveLimit
            ? state with
            {
                Inconclusive = 0,
            }
            : state;

    private static (Verdict Verdict, string Text, bool IsData) Judge(MetricSpec metric, Measurement found)
    {
        var hasExpressions = metric.Success is not null || metric.Failure is not null;
        if (found.Verdict is null && (hasExpressions || found.Value is not { } number || double.IsNaN(number)))
        {
            return metric.NoData switch
            {
                NoDataPolicy.Fail => (Verdict.Fail, $"{metric.Name} has no data", true),
                NoDataPolicy.Pass => (Verdict.Pass, $"{metric.Name} has no data, which passes", true),
                _ => (Verdict.Inconclusive, $"{metric.Name} has no data", false),
            };
        }

        var value = found.Value is { } some ? Number(some) : "its answer";
        if (found.Value is { } low && low < metric.Min)
            return (Verdict.Fail, $"{metric.Name} is {value}, and {Number(metric.Min.Value)} is the least", true);
        if (found.Value is { } high && high > metric.Max)
            return (Verdict.Fail, $"{metric.Name} is {value}, and {Number(metric.Max.Value)} is the most", true);
        return found.Verdict switch
        {
            Verdict.Fail => (Verdict.Fail, $"{metric.Name} is {value}, which its expressions fail", true),
            Verdict.Inconclusive => (
                Verdict.Inconclusive,
                $"{metric.Name} is {value}, which its expressions leave open",
                true
            ),
            _ => (Verdict.Pass, $"{metric.Name} is {value}", true),
        };
    }

    private static (MetricState State, MetricOutcome Outcome) Pass(MetricSpec metric, MetricState state, string text)
    {
        var next = state with
        {
            Passed = state.Passed + 1,
            SuccessesInRow = state.SuccessesInRow + 1,
            MeasuredInStep = state.MeasuredInStep + 1,
            PassedInStep = state.PassedInStep + 1,
        };
        return (next, new MetricOutcome(Verdict.Pass, metric.DryRun ? text + " (dry run)" : text));
    }

    private static (MetricState State, MetricOutcome Outcome) Fail(MetricSpec metric, MetricState state, string text)
    {
        var next = state with
        {
            Failed = state.Failed + 1,
            SuccessesInRow = 0,
            MeasuredInStep = state.MeasuredInStep + 1,
        };
        var outcome = metric.FailureLimit switch
        {
            null => new MetricOutcome(Verdict.Fail, text),
            < 0 => new MetricOutcome(Verdict.Pass, $"{text}; its failures are let pass"),
            { } limit when next.Failed > limit => new MetricOutcome(
                Verdict.Fail,
                string.Create(CultureInfo.InvariantCulture, $"{text}; {next.Failed} failures, {limit} are let pass"),
                IsFinal: true
            ),
            { } limit => new MetricOutcome(
                Verdict.Pass,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{text}; failure {next.Failed} of {limit} that are let pass"
                )
            ),
        };
        return (next, outcome);
    }

    private static (MetricState State, MetricOutcome Outcome) Unknown(MetricSpec metric, MetricState state, string text)
    {
        var next = state with
        {
            Inconclusive = state.Inconclusive + 1,
            SuccessesInRow = 0,
            MeasuredInStep = state.MeasuredInStep + 1,
        };
        var isTooMuch = metric.InconclusiveLimit >= 0 && next.Inconclusive > metric.InconclusiveLimit;
        return (
            next,
            isTooMuch
                ? new MetricOutcome(Verdict.Inconclusive, text, IsFinal: true)
                : new MetricOutcome(Verdict.Pass, text)
        );
    }

    private static (MetricState State, MetricOutcome Outcome) Error(MetricSpec metric, MetricState state, string error)
    {
        var next = state with { ErrorsInRow = state.ErrorsInRow + 1, SuccessesInRow = 0 };
        var text = $"{metric.Name} cannot be measured: {error}";
        next = next with { Text = text };
        if (next.ErrorsInRow <= metric.ConsecutiveErrorLimit)
            return (next, new MetricOutcome(Verdict.Inconclusive, text));
        var many = string.Create(CultureInfo.InvariantCulture, $"{text} ({next.ErrorsInRow} times in a row)");
        return (next, new MetricOutcome(Verdict.Fail, many, IsFinal: true));
    }

    /// <summary>A value as people read it: four digits that mean something.</summary>
    internal static string Number(double value) =>
        Math.Abs(value) is >= 1e15 or (> 0 and < 1e-4)
            ? value.ToString("G4", CultureInfo.InvariantCulture)
            : value.ToString("#,0.####", CultureInfo.InvariantCulture);
}
