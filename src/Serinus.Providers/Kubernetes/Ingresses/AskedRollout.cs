using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>
/// A rollout that an Ingress asks for by annotation <c>serinus.dev/rollout</c>, such as <c>1%,10%,50% every 5m</c>: the weights of the canary one
/// after the other, and the time from one to the next.
/// </summary>
/// <param name="Weights">Weights in percent, rising.</param>
/// <param name="Interval">Time from one to the next.</param>
/// <param name="Stable">Service of the old version.</param>
/// <param name="Canary">Service of the new version: the one whose name ends with <c>-canary</c>, else the second that is named.</param>
internal sealed partial record AskedRollout(
    ImmutableArray<decimal> Weights,
    TimeSpan Interval,
    string Stable,
    string Canary
)
{
    private const int WeightsMax = 100;
    private const string CanarySuffix = "-canary";

    private static readonly TimeSpan intervalDefault = TimeSpan.FromMinutes(1);

    /// <summary>Reads the annotation; null when there is none, or when it cannot be followed.</summary>
    /// <param name="reader">The annotations of the Ingress.</param>
    /// <param name="services">Services its paths name, in the order they are written.</param>
    /// <param name="isLed">Whether rollouts are led at all.</param>
    public static AskedRollout? Read(AnnotationReader reader, IEnumerable<string> services, bool isLed)
    {
        if (reader.Find(AnnotationPrefixes.Own, OwnAnnotations.Rollout) is not { } source)
            return null;
        if (!isLed)
        {
            reader.Problems.Warn(
                source.Field,
                "it has no effect: this edge leads no rollouts",
                "add rollouts: {} to kubernetes of the configuration"
            );
            return null;
        }

        if (Parse(source, reader.Problems) is not var (weights, interval))
            return null;
        if (ArmsOf([.. services.Distinct(StringComparer.Ordinal)], source, reader.Problems) is not var (stable, canary))
            return null;
        return new AskedRollout(weights, interval, stable, canary);
    }

    public bool Equals(AskedRollout? other) =>
        other is not null
        && (Interval, Stable, Canary) == (other.Interval, other.Stable, other.Canary)
        && Weights.SequenceEqual(other.Weights);

    public override int GetHashCode() => HashCode.Combine(Interval, Stable, Canary, Weights.Length);

    private static (ImmutableArray<decimal> Weights, TimeSpan Interval)? Parse(
        Annotation source,
        ObjectProblems problems
    )
    {
        const string Cure = "write weights in percent and the time between them, such as \"1%,10%,50% every 5m\"";
        var match = Form().Match(source.Value);
        if (!match.Success)
        {
            problems.Error(source.Field, $"{ObjectProblems.Shown(source.Value)} is no rollout, and none is led", Cure);
            return null;
        }

        ImmutableArray<decimal> weights =
        [
            .. match
                .Groups["weight"]
                .Captures.Select(capture =>
                    decimal.Parse(capture.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                ),
        ];
        var interval = match.Groups["every"].Success
            ? DurationShape.Parse(match.Groups["every"].Value)
            : intervalDefault;
        var isRising = weights.Zip(weights.Skip(1)).All(pair => pair.First < pair.Second);
        var isSound = weights.Length <= WeightsMax && weights[0] > 0 && weights[^1] <= 100 && isRising;
        if (isSound && interval is { } time && time >= TimeSpan.FromSeconds(1))
            return (weights, time);
        problems.Error(
            source.Field,
            isSound
                ? $"the time in {ObjectProblems.Shown(source.Value)} is below a second, and no rollout is led"
                : $"the weights in {ObjectProblems.Shown(source.Value)} do not rise from above 0 to at most 100, and no rollout is led",
            Cure
        );
        return null;
    }

    private static (string Stable, string Canary)? ArmsOf(
        ImmutableArray<string> services,
        Annotation source,
        ObjectProblems problems
    )
    {
        if (services.Length == 2)
        {
            var second =
                services[0].EndsWith(CanarySuffix, StringComparison.Ordinal)
                && !services[1].EndsWith(CanarySuffix, StringComparison.Ordinal);
            return second ? (services[1], services[0]) : (services[0], services[1]);
        }

        problems.Error(
            source.Field,
            $"the paths of the Ingress name {services.Length} Services, where a rollout goes from one to another, and none is led",
            services.Length < 2
                ? "add a path with the Service of the new version beside the one there is"
                : "make a Canary with a target of kind Service, whose routeRefs name the two"
        );
        return null;
    }

    [GeneratedRegex(
        @"^\s*(?<weight>[0-9]{1,3}(\.[0-9]{1,9})?)\s*%?(\s*,\s*(?<weight>[0-9]{1,3}(\.[0-9]{1,9})?)\s*%?)*(\s+every\s+(?<every>[0-9.a-z]{1,40}))?\s*$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
