using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>How the arms of a route share its requests now.</summary>
internal static class RouteShares
{
    private static readonly Fraction hundred = new(100, 1);

    // Three shares of 33.333 % are meant to be everything.
    private static readonly Fraction tolerance = new(1, 100);

    /// <summary>The shares of the arms, and a problem for each that is not what was written.</summary>
    public static ImmutableArray<Fraction> Of(
        OwnedRoute owned,
        ImmutableArray<Arm> arms,
        int mainCount,
        ObjectProblems problems
    )
    {
        var main = arms[..mainCount];
        var split = Split.Of(
            [.. main.Select(arm => PercentOf(owned.Plan, main, arm))],
            [.. main.Select(arm => arm.Now.Ready * arm.Times)]
        );
        ReportSum(owned, main, split, problems);
        var wanted = WithCanaries(owned, split.Shares, arms.Length - mainCount, problems);
        var shares = Split.WithoutEmpty(wanted, [.. arms.Select(arm => arm.Now.Ready > 0)]);
        for (var i = 0; i < arms.Length; i++)
            ReportArm(owned, arms[i], !wanted[i].IsZero, shares[i].IsZero, arms.Length == 1, problems);
        return shares;
    }

    private static decimal? PercentOf(IngressPlan plan, ImmutableArray<Arm> main, Arm arm)
    {
        if (arm.IsOverlaid)
            return 0;
        if (arm.Listed is null || plan.Weights is not { } weights)
            return null;
        // Several ports of a Service divide its share.
        return weights.Percents.TryGetValue(arm.Listed, out var percent)
            ? percent / main.Count(other => other.Listed == arm.Listed)
            : null;
    }

    private static void ReportSum(OwnedRoute owned, ImmutableArray<Arm> main, Split split, ObjectProblems problems)
    {
        if (split.ListedSum is not { } sum || owned.Plan.Weights is not { } weights)
            return;
        var place = owned.Slot.Key;
        if (sum.IsZero && !split.HasOmitted)
        {
            problems.Warn(
                weights.Source.Field,
                $"every share of {place} is 0, so requests are answered 503",
                "give one of its Services a share above 0"
            );
            return;
        }

        var isElsewhere = weights.Percents.Keys.Any(name =>
            (owned.Plan.Names(name) || name.Contains('/', StringComparison.Ordinal))
            && !main.Any(arm => arm.Listed == name)
        );
        var isTooMuch = sum > hundred + tolerance;
        var isTooLittle = hundred - tolerance > sum && !split.HasOmitted && !isElsewhere;
        if (!isTooMuch && !isTooLittle)
            return;
        var percent = (double)sum.Dividend / (double)sum.Divisor;
        var shown = percent.ToString("0.######", CultureInfo.InvariantCulture);
        var others = isTooMuch && split.HasOmitted ? ", and nothing is left for the Services that are not listed" : "";
        problems.Warn(
            weights.Source.Field,
            $"the shares of {place} sum up to {shown} %; they are taken in proportion{others}",
            "write percentages that sum up to 100"
        );
    }

    private static ImmutableArray<Fraction> WithCanaries(
        OwnedRoute owned,
        ImmutableArray<Fraction> main,
        int canaryCount,
        ObjectProblems problems
    )
    {
        if (canaryCount == 0)
            return main;
        ImmutableArray<Fraction> canaries =
        [
            .. owned.Canaries.Where(canary => !canary.Slot.Arms.IsEmpty).Select(canary => canary.Plan.Canary!.Share),
        ];
        var sum = Fraction.Sum(canaries);
        if (sum > Fraction.One)
        {
            problems.Warn(
                owned.Slot.Field,
                $"the weights of the canaries of {owned.Slot.Key} exceed their total; they are taken in proportion, and nothing is left for the main Ingress",
                "lower nginx.ingress.kubernetes.io/canary-weight"
            );
            canaries = Shares.Normalised(canaries);
            sum = Fraction.One;
        }

        return [.. main.Select(share => share * (Fraction.One - sum)), .. canaries];
    }

    private static void ReportArm(
        OwnedRoute owned,
        Arm arm,
        bool isWanted,
        bool isLeftOut,
        bool isAlone,
        ObjectProblems problems
    )
    {
        var field = FieldOf(owned, arm);
        var place = owned.Slot.Key;
        var others = isWanted && isLeftOut ? $"; others take its share of {place}" : "";
        if (arm.Now.Trouble is { } trouble)
        {
            if (isAlone || arm.Now.IsUnsupported)
                problems.Error(field, trouble + others, arm.Now.Cure);
            else
                problems.Warn(field, trouble + others, arm.Now.Cure);
        }
        else if (arm.Now.Ready == 0 && isWanted)
            problems.Warn(
                field,
                $"Service {arm.Service.Reference.Service} has no ready endpoint for port {arm.Service.Reference.Port}{(others.Length > 0 ? others : $"; its requests to {place} are answered 503")}",
                "check that its selector finds pods and that they are ready"
            );
    }

    private static string FieldOf(OwnedRoute owned, Arm arm) =>
        arm.Listed?.Contains('/', StringComparison.Ordinal) is true ? owned.Plan.Weights!.Source.Field
        : owned.Slot.IsDefault ? owned.Slot.Field
        : $"{owned.Slot.Field}.backend";
}
