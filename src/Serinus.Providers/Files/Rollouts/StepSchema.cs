using System.Collections.Immutable;
using System.Text.Json;
using Serinus.Providers.Files.Forms;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>The keys of steps, and of what stands in them: hooks, and conditions on requests.</summary>
internal static class StepSchema
{
    private static readonly TextForm text = new();
    private static readonly TextForm name = new(emptyToo: false);
    private static readonly FlagForm flag = new();
    private static readonly WholeForm whole = new();
    private static readonly DurationForm duration = new();
    private static readonly WeightForm weight = new();

    /// <summary>A hook.</summary>
    public static readonly MapForm<HookSpec> Hook = new MapForm<HookSpec>(
        "a webhook",
        () => new() { Name = "", Url = "" },
        "{ name: smoke-test, type: pre-rollout, url: \"http://tests.internal/smoke\" }"
    )
        .Add(
            new Field<HookSpec, HookKind>(
                "type",
                new WordForm<HookKind>(JsonNamingPolicy.KebabCaseLower),
                Property.Setter<HookSpec, HookKind>(nameof(HookSpec.Kind)),
                false,
                nameof(HookSpec.Kind),
                $"P:{typeof(HookSpec).FullName}.{nameof(HookSpec.Kind)}"
            )
        )
        .Needs(nameof(HookSpec.Name), name)
        .Needs(nameof(HookSpec.Url), name)
        .With(nameof(HookSpec.Timeout), duration)
        .With(nameof(HookSpec.Retries), whole)
        .With(nameof(HookSpec.Metadata), new TextMapForm(text))
        .With(nameof(HookSpec.MuteAlert), flag)
        .Add(
            new Field<HookSpec, bool>(
                "disableTLS",
                flag,
                Property.Setter<HookSpec, bool>(nameof(HookSpec.DisableTls)),
                false,
                nameof(HookSpec.DisableTls),
                $"P:{typeof(HookSpec).FullName}.{nameof(HookSpec.DisableTls)}"
            )
        );

    private static readonly MapForm<ValueDraft> test = new MapForm<ValueDraft>(
        "a condition on a value",
        () => new(),
        "{ exact: always }",
        $"T:{typeof(ValueSpec).FullName}"
    )
        .Add(Test(nameof(ValueDraft.Exact), text, ValueTest.Exact))
        .Add(Test(nameof(ValueDraft.Prefix), text, ValueTest.Prefix))
        .Add(Test(nameof(ValueDraft.Suffix), text, ValueTest.Suffix))
        .Add(Test(nameof(ValueDraft.Regex), text, ValueTest.Regex))
        .Add(Test(nameof(ValueDraft.Present), flag, ValueTest.Present))
        .Where(MapRules.ExactlyOne("exact", "prefix", "suffix", "regex", "present"))
        .Where(ValueDraft.PresentIsTrue);

    private static readonly NamedValuesForm values = new(
        new ShortForm<ValueDraft, string>(test, text, exact => new() { Exact = exact })
    );

    private static readonly MapForm<MatchDraft> match = new MapForm<MatchDraft>(
        "a match",
        () => new(),
        "{ headers: { x-canary: always } }",
        $"T:{typeof(RequestMatchSpec).FullName}"
    )
        .With(
            nameof(MatchDraft.Headers),
            values,
            documentation: "Conditions on headers, by their names: text for the exact value, or a condition."
        )
        .With(
            nameof(MatchDraft.Cookies),
            values,
            documentation: "Conditions on cookies, by their names: text for the exact value, or a condition."
        );

    /// <summary>Requests of which any one match suffices.</summary>
    public static readonly ListForm<RequestMatchSpec> Matches = new(
        new ViaForm<MatchDraft, RequestMatchSpec>(match, draft => draft.Make())
    );

    private static readonly MapForm<PauseDraft> pause = new MapForm<PauseDraft>(
        "a pause",
        () => new(),
        "{ duration: 10m }, or {} to wait until somebody promotes",
        SentenceOf<StepSpec.Pause>()
    ).With(
        nameof(PauseDraft.Duration),
        new OptionalForm<TimeSpan>(duration),
        documentation: "How long; until somebody promotes when absent."
    );

    private static readonly MapForm<AnalysisDraft> analysis = new MapForm<AnalysisDraft>(
        "a check",
        () => new(),
        "{} for all metrics, or { metrics: [request-success-rate] }",
        SentenceOf<StepSpec.Analysis>()
    ).With(
        nameof(AnalysisDraft.Metrics),
        new ListForm<string>(text),
        documentation: "Names of metrics of the analysis; all when empty."
    );

    private static readonly MapForm<ApprovalDraft> approval = new MapForm<ApprovalDraft>(
        "an approval",
        () => new(),
        "{ timeout: 30m, onTimeout: rollback }, or {} to wait for ever",
        SentenceOf<StepSpec.Approval>()
    )
        .With(
            nameof(ApprovalDraft.Timeout),
            new OptionalForm<TimeSpan>(duration),
            documentation: "How long; for ever when absent."
        )
        .With(
            nameof(ApprovalDraft.OnTimeout),
            new WordForm<TimeoutAction>(),
            documentation: "What is done when nobody has approved."
        );

    private static readonly MapForm<HeaderRouteDraft> headerRoute = new MapForm<HeaderRouteDraft>(
        "a header route",
        () => new(),
        "{ match: [{ headers: { x-canary: always } }] }, or {} to end it",
        SentenceOf<StepSpec.SetHeaderRoute>()
    ).With(
        nameof(HeaderRouteDraft.Match),
        Matches,
        documentation: "Any one of them suffices; none any more when empty."
    );

    private static readonly MapForm<MirrorDraft> mirror = new MapForm<MirrorDraft>(
        "a mirror",
        () => new(),
        "{ percentage: 10 }",
        SentenceOf<StepSpec.SetMirror>()
    ).With(nameof(MirrorDraft.Percentage), weight, true, "Percent of requests; 0 ends it.");

    private static readonly MapForm<StepDraft> step = new MapForm<StepDraft>(
        "a step",
        () => new(),
        "{ setWeight: 10 }, { pause: { duration: 5m } } or { analysis: {} }",
        $"T:{typeof(StepSpec).FullName}"
    )
        .Add(Step<StepSpec.SetWeight, decimal>("setWeight", weight, w => new(w)))
        .Add(
            Step<StepSpec.Pause, PauseDraft>(
                "pause",
                new ShortForm<PauseDraft, TimeSpan>(pause, duration, time => new() { Duration = time }),
                p => new(p.Duration)
            )
        )
        .Add(Step<StepSpec.Analysis, AnalysisDraft>("analysis", analysis, a => new(a.Metrics)))
        .Add(Step<StepSpec.Approval, ApprovalDraft>("approval", approval, a => new(a.Timeout, a.OnTimeout)))
        .Add(Step<StepSpec.SetHeaderRoute, HeaderRouteDraft>("setHeaderRoute", headerRoute, h => new(h.Match)))
        .Add(
            Step<StepSpec.SetMirror, MirrorDraft>(
                "setMirror",
                new ShortForm<MirrorDraft, decimal>(mirror, weight, percent => new() { Percentage = percent }),
                m => new(m.Percentage)
            )
        )
        .Add(Step<StepSpec.Webhook, HookSpec>("webhook", Hook, hook => new(hook)))
        .Where(
            MapRules.ExactlyOne("setWeight", "pause", "analysis", "approval", "setHeaderRoute", "setMirror", "webhook")
        );

    /// <summary>The steps: a list, or weights in one line.</summary>
    public static readonly Field<AnalysisSpec> Steps = new Field<AnalysisSpec, StepsDraft>(
        "steps",
        new StepsForm(new ListForm<StepSpec>(new ViaForm<StepDraft, StepSpec>(step, draft => draft.Step!))),
        Take,
        false,
        null,
        $"P:{typeof(AnalysisSpec).FullName}.{nameof(AnalysisSpec.Steps)}"
    );

    private static void Take(AnalysisSpec analysis, StepsDraft draft)
    {
        Property.Setter<AnalysisSpec, ImmutableArray<StepSpec>>(nameof(AnalysisSpec.Steps))(analysis, draft.List);
        if (draft.Line is not { } line)
            return;
        Property.Setter<AnalysisSpec, ImmutableArray<decimal>>(nameof(AnalysisSpec.StepWeights))(
            analysis,
            line.Weights
        );
        if (line.Interval is { } interval)
            Property.Setter<AnalysisSpec, TimeSpan>(nameof(AnalysisSpec.Interval))(analysis, interval);
    }

    // A nested type is named with a point in documentation.
    private static string SentenceOf<T>() => $"T:{typeof(T).FullName!.Replace('+', '.')}";

    private static Field<StepDraft, TValue> Step<TStep, TValue>(string key, Form<TValue> form, Func<TValue, TStep> make)
        where TStep : StepSpec =>
        new(key, form, (draft, value) => draft.Step = make(value), false, null, SentenceOf<TStep>());

    private static Field<ValueDraft, TValue> Test<TValue>(string property, Form<TValue> form, ValueTest test) =>
        new(
            Property.Key(property),
            form,
            Property.Setter<ValueDraft, TValue>(property),
            false,
            null,
            $"F:{typeof(ValueTest).FullName}.{test}"
        );
}
