using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Orders;

/// <summary>What one edge is to do with a rollout's traffic, and what it may do by itself. Given again and again while it holds.</summary>
public sealed record EdgeOrder
{
    /// <summary>What lies over routes, with the number of the order.</summary>
    public required OverlayConfig Overlay { get; init; }

    /// <summary>Whether a run goes on. Only then is the order leased, and the canary watched.</summary>
    public bool IsRunning { get; init; }

    /// <summary>How long it holds without being confirmed.</summary>
    public TimeSpan Lease { get; init; } = new FailsafeSpec().Lease;

    /// <summary>What is done then.</summary>
    public FailsafeAction OnLoss { get; init; }

    /// <summary>Errors of the canary within a moment that it is taken out for, if they are also <see cref="FastFailRate"/>; 0 turns it off.</summary>
    public int FastFailErrors { get; init; } = new SequentialSpec().FastFailErrors;

    /// <summary>Fraction of the canary's requests that must be errors for <see cref="FastFailErrors"/>.</summary>
    public double FastFailRate { get; init; } = new SequentialSpec().FastFailRate;

    /// <summary>Whether two orders ask for the same; records compare arrays by identity.</summary>
    public static bool Same(EdgeOrder left, EdgeOrder right) =>
        left with { Overlay = right.Overlay } == right && Same(left.Overlay, right.Overlay);

    private static bool Same(OverlayConfig left, OverlayConfig right) =>
        left with { Routes = right.Routes, Match = right.Match, DurationEdges = right.DurationEdges } == right
        && left.Routes.AsSpan().SequenceEqual(right.Routes.AsSpan())
        && left.DurationEdges.AsSpan().SequenceEqual(right.DurationEdges.AsSpan())
        && left.Match.Length == right.Match.Length
        && left.Match.Zip(right.Match).All(pair => Same(pair.First, pair.Second));

    private static bool Same(OverlayMatchConfig left, OverlayMatchConfig right) =>
        left.Headers.AsSpan().SequenceEqual(right.Headers.AsSpan())
        && left.Cookies.AsSpan().SequenceEqual(right.Cookies.AsSpan());
}
