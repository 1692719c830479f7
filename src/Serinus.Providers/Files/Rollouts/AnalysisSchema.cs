using System.Collections.Immutable;
using Serinus.Providers.Files.Forms;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>The keys of an analysis, in Flagger's words where it has one.</summary>
internal static class AnalysisSchema
{
    private static readonly TextForm text = new();
    private static readonly TextForm name = new(emptyToo: false);
    private static readonly FlagForm flag = new();
    private static readonly WholeForm whole = new();
    private static readonly NumberForm number = new();
    private static readonly DurationForm duration = new();
    private static readonly WeightForm weight = new();

    private static readonly MapForm<SequentialSpec> fastFail = new MapForm<SequentialSpec>(
        "a fast fail",
        () => new(),
        "{ minErrors: 10, rate: 0.5 }",
        "When the edge takes the canary out at once, by itself."
    )
        .Add(
            new Field<SequentialSpec, int>(
                "minErrors",
                whole,
                Property.Setter<SequentialSpec, int>(nameof(SequentialSpec.FastFailErrors)),
                false,
                nameof(SequentialSpec.FastFailErrors),
                $"P:{typeof(SequentialSpec).FullName}.{nameof(SequentialSpec.FastFailErrors)}"
            )
        )
        .Add(
            new Field<SequentialSpec, double>(
                "rate",
                number,
                Property.Setter<SequentialSpec, double>(nameof(SequentialSpec.FastFailRate)),
                false,
                nameof(SequentialSpec.FastFailRate),
                $"P:{typeof(SequentialSpec).FullName}.{nameof(SequentialSpec.FastFailRate)}"
            )
        );

    private static readonly MapForm<SequentialSpec> sequential = new MapForm<SequentialSpec>(
        "a sequential test",
        () => new(),
        "{ alpha: 0.01, beta: 0.05 }"
    )
        .With(nameof(SequentialSpec.Alpha), number)
        .With(nameof(SequentialSpec.Beta), number)
        .With(nameof(SequentialSpec.ErrorMargin), new OptionalForm<double>(number))
        .With(nameof(SequentialSpec.LatencyMargin), number)
        .With(nameof(SequentialSpec.LatencyEdges), new ListForm<TimeSpan>(duration))
        .With(nameof(SequentialSpec.BunchMax), whole)
        .With(nameof(SequentialSpec.MaxStepDuration), duration)
        .With(nameof(SequentialSpec.OnInconclusive), new WordForm<TimeoutAction>())
        .Add(
            new WithinField<SequentialSpec>(
                "fastFail",
                fastFail,
                "When the edge takes the canary out at once, by itself; no statistics are asked."
            )
        );

    /// <summary>Somebody who hears of a rollout.</summary>
    public static readonly MapForm<AlertSpec> Alert = new MapForm<AlertSpec>(
        "an alert",
        () => new() { Name = "", Address = "" },
        "{ name: team, type: slack, address: \"https://hooks.slack.com/…\" }"
    )
        .Needs(nameof(AlertSpec.Name), name)
        .With(nameof(AlertSpec.Severity), new WordForm<NewsSeverity>())
        .Add(
            new Field<AlertSpec, AlertKind>(
                "type",
                new WordForm<AlertKind>(),
                Property.Setter<AlertSpec, AlertKind>(nameof(AlertSpec.Kind)),
                false,
                nameof(AlertSpec.Kind),
                $"P:{typeof(AlertSpec).FullName}.{nameof(AlertSpec.Kind)}"
            )
        )
        .Needs(nameof(AlertSpec.Address), name)
        .With(nameof(AlertSpec.Channel), text)
        .With(nameof(AlertSpec.Username), text)
        .With(nameof(AlertSpec.Token), text);

    private static readonly MapForm<SessionAffinitySpec> sessionAffinity = new MapForm<SessionAffinitySpec>(
        "a session affinity",
        () => new(),
        "{ cookieName: serinus-arm }"
    )
        .Needs(nameof(SessionAffinitySpec.CookieName), name)
        .With(nameof(SessionAffinitySpec.PrimaryCookieName), text)
        .With(nameof(SessionAffinitySpec.MaxAge), duration);

    /// <summary>An analysis.</summary>
    public static readonly MapForm<AnalysisSpec> Form = new MapForm<AnalysisSpec>(
        "an analysis",
        () => new(),
        "{ interval: 1m, stepWeight: 10, maxWeight: 50 }"
    )
        .Add(StepSchema.Steps)
        .With(nameof(AnalysisSpec.Interval), duration)
        .With(nameof(AnalysisSpec.Threshold), whole)
        .With(nameof(AnalysisSpec.StepWeight), weight)
        .With(nameof(AnalysisSpec.StepWeights), new ListForm<decimal>(weight))
        .With(nameof(AnalysisSpec.MaxWeight), weight)
        .With(nameof(AnalysisSpec.StepWeightPromotion), weight)
        .With(nameof(AnalysisSpec.WeightTotal), weight)
        .With(nameof(AnalysisSpec.Iterations), whole)
        .With(nameof(AnalysisSpec.Match), StepSchema.Matches)
        .With(nameof(AnalysisSpec.Mirror), flag)
        .With(nameof(AnalysisSpec.MirrorWeight), weight)
        .With(nameof(AnalysisSpec.Metrics), new ListForm<MetricSpec>(MetricSchema.Form))
        .With(nameof(AnalysisSpec.BackgroundFromStep), whole)
        .With(nameof(AnalysisSpec.Sequential), sequential)
        .Add(
            new Field<AnalysisSpec, ImmutableArray<HookSpec>>(
                "webhooks",
                new ListForm<HookSpec>(StepSchema.Hook),
                Property.Setter<AnalysisSpec, ImmutableArray<HookSpec>>(nameof(AnalysisSpec.Hooks)),
                false,
                nameof(AnalysisSpec.Hooks),
                $"P:{typeof(AnalysisSpec).FullName}.{nameof(AnalysisSpec.Hooks)}"
            )
        )
        .With(nameof(AnalysisSpec.Alerts), new ListForm<AlertSpec>(Alert))
        .With(nameof(AnalysisSpec.SessionAffinity), sessionAffinity)
        .Add(ReadyPercent("primaryReadyThreshold", nameof(AnalysisSpec.PrimaryReadyPercent)))
        .Add(ReadyPercent("canaryReadyThreshold", nameof(AnalysisSpec.CanaryReadyPercent)));

    private static Field<AnalysisSpec, int> ReadyPercent(string key, string property) =>
        new(
            key,
            whole,
            Property.Setter<AnalysisSpec, int>(property),
            false,
            property,
            $"P:{typeof(AnalysisSpec).FullName}.{property}"
        );
}
