using System.Collections.Immutable;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Metrics;

/// <summary>How outcomes of tries are called outside the program.</summary>
internal static class OutcomeNames
{
    public static readonly ImmutableArray<(TryOutcome Outcome, string Name)> All =
    [
        (TryOutcome.Success, "success"),
        (TryOutcome.ServerError, "server_error"),
        (TryOutcome.ConnectFailed, "connect_failed"),
        (TryOutcome.Timeout, "timeout"),
        (TryOutcome.Dropped, "dropped"),
        (TryOutcome.Invalid, "invalid"),
        (TryOutcome.Cancelled, "cancelled"),
    ];
}
