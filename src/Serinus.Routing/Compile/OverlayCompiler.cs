using System.Diagnostics;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Routing.Compile;

/// <summary>Checks and compiles what rollouts lay over routes, each by itself: over which routes it lies is found with the routes.</summary>
internal sealed class OverlayCompiler() : ObjectCompiler<OverlayConfig, Overlay>(ObjectId.Rollout)
{
    protected override string NameOf(OverlayConfig config) => config.Name;

    protected override Origin? OriginOf(OverlayConfig config) => null;

    protected override OverlayConfig ConfigOf(Overlay served) => served.Config;

    protected override IEnumerable<Problem> WarningsOf(Overlay served) => served.Warnings;

    protected override Overlay? Build(OverlayConfig config, int index, ObjectReport report)
    {
        OverlayChecks.Check(config, report);
        return report.HasErrors
            ? null
            : new Overlay
            {
                Name = config.Name,
                Config = config,
                Mirror = config.MirrorPercent == 0 ? null : MirrorOf(config.MirrorPercent),
                Rules = [.. config.Match.Select(match => new OverlayRule(match))],
                Farewell = config.ExpiredCookie is { } cookie ? new CookieFarewell(cookie) : null,
                Warnings = [.. report.Problems],
            };
    }

    protected override Overlay Reuse(Overlay last, int index) => last;

    private static BackendSplit MirrorOf(decimal percent)
    {
        var isGood = Weights.TryScale([percent, 100 - percent], out var whole, out _, out var reason);
        Debug.Assert(isGood, reason);
        return BackendSplit.Create(["copied", "not copied"], whole);
    }
}
