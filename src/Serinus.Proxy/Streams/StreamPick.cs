using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Upstreams;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Streams;

/// <summary>
/// Where the bytes of one client go: the backend by its turn, an endpoint by the service's balance, another one where that fails, and
/// stable in place of a canary that none can be reached of. On the loop's thread.
/// </summary>
internal sealed class StreamPick(
    Worker worker,
    LiveSnapshot live,
    LiveStreamRoute route,
    StreamRecord record,
    ClientAddress client
)
{
    private const int TriesMax = 3;

    private ulong tried;
    private int tries;

    /// <summary>The service of the endpoint picked last.</summary>
    public LiveService? Service { get; private set; }

    /// <summary>Chooses the backend; false when every weight is 0.</summary>
    public bool TryChoose()
    {
        record.Backend = route.Route.Choose(route.Sequence);
        record.Reason = route.Route.Backends.Length == 1 ? ChoiceReason.Single : ChoiceReason.Weight;
        worker.Telemetry.StreamBegan(record, route.Metrics);
        if (record.Backend >= 0)
            return true;
        record.Error = "all_weights_zero";
        return false;
    }

    /// <summary>The next endpoint to try; null, with the reason in the record, when there is none.</summary>
    public LiveEndpoint? Next()
    {
        while (true)
        {
            var backend = route.Route.Backends[record.Backend];
            Service = backend.Service is { } served ? live.Services[served.Index] : null;
            var now = worker.Loop.Now;

            // A canary without a healthy endpoint must not drag its share down while stable stands.
            var isUsable = Service is not null && (backend.IsStable || Service.HasAvailable(now));
            var endpoint = isUsable && tries < TriesMax ? Service!.Pick(client, tried, now, worker.NextRandom()) : null;
            if (endpoint is not null)
            {
                var before = tried;
                tried = Service!.AddTried(tried, endpoint);
                if (tries++ == 0 || tried != before)
                {
                    record.Retries = tries - 1;
                    record.Endpoint = endpoint.Endpoint;
                    return endpoint;
                }
            }

            if (!backend.IsStable)
            {
                FallBack();
                continue;
            }

            record.Error ??= Service is null ? "no_service" : "no_endpoint";
            return null;
        }
    }

    /// <summary>Notes why the endpoint picked last could not be used.</summary>
    public void Failed(TryEnd end) =>
        record.Error = end == TryEnd.ConnectTimeout ? "connect_timeout" : "connect_failed";

    private void FallBack()
    {
        record.FellBackFrom = record.Backend;
        record.Backend = 0;
        record.Reason = ChoiceReason.Fallback;
        record.Error = null;
        tried = 0;
        tries = 0;
        worker.Telemetry.StreamBegan(record, route.Metrics);
    }
}
