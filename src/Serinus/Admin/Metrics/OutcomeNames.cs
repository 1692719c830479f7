using System.Collections.Immutable;
using Serinus.Orders;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Metrics;

/// <summary>How outcomes of tries, and reasons, are called outside the program.</summary>
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

    /// <summary>What becomes of copies.</summary>
    public static readonly ImmutableArray<(MirrorOutcome Outcome, string Name)> OfMirrors =
    [
        (MirrorOutcome.Success, "success"),
        (MirrorOutcome.ServerError, "server_error"),
        (MirrorOutcome.ConnectFailed, "connect_failed"),
        (MirrorOutcome.Timeout, "timeout"),
        (MirrorOutcome.Dropped, "dropped"),
        (MirrorOutcome.Invalid, "invalid"),
        (MirrorOutcome.Body, "body"),
        (MirrorOutcome.Limit, "limit"),
        (MirrorOutcome.NoEndpoint, "no_endpoint"),
        (MirrorOutcome.Unsupported, "unsupported"),
    ];

    /// <summary>Why a canary was taken out.</summary>
    public static string Of(GuardReason reason) => reason == GuardReason.NoEndpoint ? "no_endpoint" : "fast_fail";
}
