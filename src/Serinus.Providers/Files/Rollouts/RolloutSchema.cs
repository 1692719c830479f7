using System.Collections.Immutable;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Tree;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>The keys of a rollout: its own, and those of its analysis, which may stand among them or under <c>analysis</c>.</summary>
internal static class RolloutSchema
{
    private static readonly TextForm text = new();
    private static readonly TextForm name = new(emptyToo: false);
    private static readonly FlagForm flag = new();
    private static readonly WholeForm whole = new();
    private static readonly DurationForm duration = new();

    private static readonly MapForm<PromotionSpec> promotion = new MapForm<PromotionSpec>(
        "a promotion",
        () => new(),
        "{ mode: swap, bake: 10m }"
    )
        .With(nameof(PromotionSpec.Mode), new WordForm<PromotionMode>())
        .With(nameof(PromotionSpec.Bake), duration);

    private static readonly MapForm<FailsafeSpec> failsafe = new MapForm<FailsafeSpec>(
        "a failsafe",
        () => new(),
        "{ lease: 30s, onLoss: revert }"
    )
        .With(nameof(FailsafeSpec.Lease), duration)
        .With(nameof(FailsafeSpec.OnLoss), new WordForm<FailsafeAction>());

    private static readonly MapForm<DeployWindowSpec> deployWindow = new MapForm<DeployWindowSpec>(
        "a deploy window",
        () => new(),
        "{ days: [mon, tue, wed, thu], from: \"09:00\", to: \"17:00\" }"
    )
        .With(nameof(DeployWindowSpec.Days), new ListForm<DayOfWeek>(new WeekdayForm()))
        .Needs(nameof(DeployWindowSpec.From), new TimeOfDayForm())
        .Needs(nameof(DeployWindowSpec.To), new TimeOfDayForm())
        .With(nameof(DeployWindowSpec.UtcOffset), new UtcOffsetForm());

    private static readonly MapForm<ReleaseGroupSpec> group = new MapForm<ReleaseGroupSpec>(
        "a release group",
        () => new() { Name = "" },
        "{ name: shop, order: 1 }"
    )
        .Needs(nameof(ReleaseGroupSpec.Name), name)
        .With(nameof(ReleaseGroupSpec.Order), whole)
        .With(nameof(ReleaseGroupSpec.RollBackTogether), flag);

    private static readonly MapForm<RolloutSpec> spec = new MapForm<RolloutSpec>("a rollout", Nothing)
        .Needs(nameof(RolloutSpec.Name), name)
        .With(nameof(RolloutSpec.Routes), new ListForm<string>(text))
        .Add(OneRoute())
        .Needs(nameof(RolloutSpec.Stable), name)
        .Needs(nameof(RolloutSpec.Canary), name)
        .With(nameof(RolloutSpec.Revision), text)
        .With(nameof(RolloutSpec.Promotion), promotion)
        .With(nameof(RolloutSpec.Failsafe), failsafe)
        .With(nameof(RolloutSpec.RollbackRevisions), whole)
        .With(nameof(RolloutSpec.DeployWindows), new ListForm<DeployWindowSpec>(deployWindow))
        .With(nameof(RolloutSpec.Group), group)
        .With(nameof(RolloutSpec.SkipAnalysis), flag)
        .With(nameof(RolloutSpec.Suspend), flag)
        .With(nameof(RolloutSpec.ProgressDeadline), duration)
        .With(nameof(RolloutSpec.HistoryMax), whole)
        .With(nameof(RolloutSpec.Variables), new TextMapForm(text));

    private static readonly PartField<RolloutConfig, AnalysisSpec> analysis = new(
        "analysis",
        AnalysisSchema.Form,
        rollout => rollout.Spec.Analysis,
        "How a run goes on, for those who know Flagger: the keys below may stand here or beside it."
    );

    /// <summary>A rollout.</summary>
    public static readonly MapForm<RolloutConfig> Form = new MapForm<RolloutConfig>(
        "a rollout",
        () => new(),
        "{ name: shop, stable: shop, canary: shop-canary, steps: \"1%, 10%, 50% every 5m\" }",
        $"T:{typeof(RolloutSpec).FullName}"
    )
        .AddAllOf(spec, rollout => rollout.Spec)
        .Add(analysis)
        .AddAllOf(AnalysisSchema.Form, rollout => rollout.Spec.Analysis)
        .Where(analysis.KeysOnce)
        .Where(RouteOrRoutes)
        .Where(IntervalOnce)
        .Finally(RaiseMaximum);

    private static RolloutSpec Nothing() =>
        new()
        {
            Name = "",
            Stable = "",
            Canary = "",
        };

    private static Field<RolloutSpec, string> OneRoute()
    {
        var routes = Property.Setter<RolloutSpec, ImmutableArray<string>>(nameof(RolloutSpec.Routes));
        return new(
            "route",
            name,
            (rollout, route) => routes(rollout, [route]),
            false,
            null,
            "The one route of `routes`."
        );
    }

    /// <summary>Who counts weights in finer parts and says nothing of the highest one means all of them.</summary>
    private static void RaiseMaximum(RolloutConfig rollout, MapNode map)
    {
        if (analysis.Find(map, "weightTotal") is not null && analysis.Find(map, "maxWeight") is null)
            Property.Setter<AnalysisSpec, decimal>(nameof(AnalysisSpec.MaxWeight))(
                rollout.Spec.Analysis,
                rollout.Spec.Analysis.WeightTotal
            );
    }

    private static void RouteOrRoutes(MapNode map, string field, Reading reading)
    {
        if (map.Find("route") is { } route && map.Find("routes") is not null)
            reading.Report(route.Value, reading.Key(field, "route"), "route and routes exclude each other", "keep one");
    }

    /// <summary>A line of steps that tells the time from one check to the next leaves nothing to say for <c>interval</c>.</summary>
    private static void IntervalOnce(MapNode map, string field, Reading reading)
    {
        if (
            analysis.Find(map, "steps")?.Value is ScalarNode steps
            && analysis.Find(map, "interval") is { } interval
            && ShortSteps.Read(steps.Text, out _) is { Interval: not null }
        )
            reading.Report(
                interval.Value,
                reading.Key(field, "interval"),
                "steps tell the interval too, after 'every'",
                "keep one"
            );
    }
}
