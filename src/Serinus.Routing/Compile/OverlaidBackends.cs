using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Routing.Compile;

/// <summary>
/// The backends of a route as an overlay has them: stable first, so that it takes what falls back, the canary last, so that a ramp
/// moves nobody's cohort bucket but those between the two; the others keep their order between them.
/// </summary>
internal static class OverlaidBackends
{
    /// <summary>The route with the overlay's weights, order and cohort.</summary>
    /// <param name="route">The route, which has both backends.</param>
    /// <param name="overlay">What lies over it.</param>
    /// <param name="places">For each backend its place as it was written.</param>
    public static RouteConfig Lay(RouteConfig route, OverlayConfig overlay, out ImmutableArray<int> places)
    {
        places =
        [
            .. Enumerable
                .Range(0, route.Backends.Length)
                .OrderBy(i => Rank(OverlayFinder.NameOf(route.Backends[i]), overlay)),
        ];
        ImmutableArray<BackendConfig> ordered = [.. places.Select(place => route.Backends[place])];
        var weights = Weigh([.. ordered.Select(backend => backend.Weight)], overlay.CanaryPercent);
        return route with
        {
            Backends = [.. ordered.Select((backend, i) => backend with { Weight = weights[i] })],
            // A share of 0 is 0: users remembered on the canary go where the weights say, whatever the route does with them otherwise.
            Cohort = (overlay.Cohort ?? route.Cohort) is { } cohort
                ? cohort with
                {
                    Policy = CohortPolicy.Evict,
                }
                : null,
        };
    }

    /// <summary>
    /// Shares what the first and the last weigh together by the last one's percent; those between stay as they are. Where nothing else has a
    /// weight the percents themselves are the weights, so that every share with four decimals is exact.
    /// </summary>
    internal static ImmutableArray<decimal> Weigh(ImmutableArray<decimal> weights, decimal canaryPercent)
    {
        var isAlone = weights.AsSpan()[1..^1].IndexOfAnyExcept(0m) < 0;
        var joint = weights[0] + weights[^1];
        if (isAlone)
            joint = 100;
        else if (joint == 0)
            joint = 1;
        var canary = joint * canaryPercent / 100;
        var shared = weights.SetItem(0, joint - canary).SetItem(weights.Length - 1, canary);
        return Weights.TryScale(shared, out _, out _, out _) ? shared : Rounded(shared);
    }

    private static int Rank(string backend, OverlayConfig overlay) =>
        backend == overlay.Stable ? 0
        : backend == overlay.Canary ? 2
        : 1;

    /// <summary>Weights that are too fine for whole parts of a million, rounded to such parts: a rollout never takes a route out of service.</summary>
    private static ImmutableArray<decimal> Rounded(ImmutableArray<decimal> weights)
    {
        var total = weights.Sum();
        var parts = weights
            .Select(weight => weight == 0 ? 0 : Math.Max(1, decimal.Floor(weight * Weights.TotalMax / total)))
            .ToArray();
        var largest = Array.IndexOf(parts, parts.Max());
        parts[largest] += Weights.TotalMax - parts.Sum();
        return [.. parts];
    }
}
