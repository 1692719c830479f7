using Serinus.Proxy.Pipeline;

namespace Serinus.Commands.Demo;

/// <summary>What the demo shows at one moment.</summary>
/// <param name="Step">Where the rollout is, in words.</param>
/// <param name="Generation">The snapshot that is served.</param>
/// <param name="Backends">The backends, stable first.</param>
/// <param name="Failures">Requests that failed since the beginning.</param>
internal sealed record DemoView(string Step, long Generation, IReadOnlyList<BackendView> Backends, long Failures)
{
    // An observed share may be off by what one request is worth, and by the rounding of the arithmetic that says so.
    private const double OneRequest = 1 + 1e-6;

    /// <summary>Requests since the weights last changed.</summary>
    public long Requests => Backends.Sum(backend => backend.Chosen);

    /// <summary>Whether every backend got its share to within one request.</summary>
    public bool IsExact => Backends.All(backend => backend.Off(Requests) <= OneRequest);

    public static DemoView Of(string step, LiveSnapshot live, Dictionary<string, TrafficCount> traffic, long failures)
    {
        var route = live.Routes.FirstOrDefault(route => route.Route.Name == DemoConfig.RouteName);
        if (route is null)
            return new DemoView(step, live.Snapshot.Generation, [], failures);
        var backends = route.Route.Backends;
        var weights = backends.Sum(backend => backend.Weight);
        var chosen = Array.ConvertAll([.. backends], backend => route.Metrics.ChosenAtTheseWeights(backend.Index));
        var all = chosen.Sum();
        return new DemoView(
            step,
            live.Snapshot.Generation,
            [
                .. backends.Select(backend => new BackendView(
                    backend.Name,
                    weights == 0 ? 0 : (double)(backend.Weight / weights),
                    all == 0 ? 0 : (double)chosen[backend.Index] / all,
                    chosen[backend.Index],
                    traffic.GetValueOrDefault(backend.Config.Service) ?? TrafficCount.None
                )),
            ],
            failures
        );
    }
}
