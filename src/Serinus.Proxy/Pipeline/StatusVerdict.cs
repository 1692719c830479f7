using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Upstreams;

namespace Serinus.Proxy.Pipeline;

/// <summary>Decides on a final head, whatever the protocol it came in: relay it, or try elsewhere because the route says so of its status.</summary>
internal static class StatusVerdict
{
    public static TryEnd Of(
        Exchange exchange,
        LiveRoute route,
        LiveService service,
        in EndpointReport report,
        int status
    )
    {
        var config = route.Route.Config;
        var isServerError = status >= 500;
        if (!isServerError && config.Retry.Statuses.IsEmpty)
            return TryEnd.Over;
        var canReplay = Idempotent.Is(exchange.Head.Method) && exchange.CanReplayBody;
        var wantsRetry = config.Retry.Statuses.Contains(status) && exchange.Record.Retries < config.Retry.Attempts;
        var wantsFallback = isServerError && config.Fallback.ServerError && exchange.Record.Backend > 0;
        if (!canReplay || !(wantsRetry || wantsFallback))
            return TryEnd.Over;
        var now = exchange.Worker.Loop.Now;
        var isRetry =
            wantsRetry && service.Budget.TryTake(config.Retry.BudgetPercent, config.Retry.BudgetMinPerSecond, now);

        // Without a retry to spend, the endpoint's own answer is better than one of ours.
        if (!isRetry && !wantsFallback)
            return TryEnd.Over;
        return report.Failed(
            isRetry ? TryEnd.RetryStatus : TryEnd.FallBackStatus,
            isServerError ? TryOutcome.ServerError : TryOutcome.Success
        );
    }
}
