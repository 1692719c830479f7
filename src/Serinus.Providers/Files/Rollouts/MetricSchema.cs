using System.Collections.Immutable;
using Serinus.Providers.Files.Forms;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>The keys of a metric.</summary>
internal static class MetricSchema
{
    private static readonly TextForm text = new();
    private static readonly TextForm name = new(emptyToo: false);
    private static readonly FlagForm flag = new();
    private static readonly WholeForm whole = new();
    private static readonly OptionalForm<double> number = new(new NumberForm());
    private static readonly DurationForm duration = new();
    private static readonly TextMapForm texts = new(text);

    private static readonly MapForm<MetricSpec> range = new MapForm<MetricSpec>(
        "a threshold range",
        () => new() { Name = "" },
        "{ min: 99 } or { max: 500 }",
        "The values that pass, each end included."
    )
        .With(nameof(MetricSpec.Min), number)
        .With(nameof(MetricSpec.Max), number);

    private static readonly MapForm<MetricSpec> expression = new MapForm<MetricSpec>(
        "an expression",
        () => new() { Name = "" },
        "{ success: \"result < 0.05\" }",
        "Conditions on `result`, the measured value."
    )
        .With(nameof(MetricSpec.Success), text)
        .With(nameof(MetricSpec.Failure), text);

    private static readonly MapForm<CompareSpec> margin = new MapForm<CompareSpec>(
        "a margin",
        () => new(),
        "{ absolute: 0.005 } or { ratio: 1.5 }",
        "How much worse the canary may be."
    )
        .Add(Margin("absolute", nameof(CompareSpec.MarginAbsolute)))
        .Add(Margin("ratio", nameof(CompareSpec.MarginRatio)));

    private static readonly MapForm<CompareSpec> compare = new MapForm<CompareSpec>(
        "a comparison",
        () => new(),
        "{} for the metric's own margin, or { margin: { absolute: 0.005 } }"
    ).Add(
        new WithinField<CompareSpec>(
            "margin",
            margin,
            "How much worse the canary may be; the metric's own margin when absent."
        )
    );

    private static readonly MapForm<MetricSourceSpec> source = new MapForm<MetricSourceSpec>(
        "a source of metrics",
        () => new() { Address = "" },
        "{ type: prometheus, address: \"http://prometheus:9090\", query: \"…\" }"
    )
        .Add(
            new Field<MetricSourceSpec, MetricSourceKind>(
                "type",
                new WordForm<MetricSourceKind>(),
                Property.Setter<MetricSourceSpec, MetricSourceKind>(nameof(MetricSourceSpec.Kind)),
                false,
                nameof(MetricSourceSpec.Kind),
                $"P:{typeof(MetricSourceSpec).FullName}.{nameof(MetricSourceSpec.Kind)}"
            )
        )
        .Needs(nameof(MetricSourceSpec.Address), name)
        .With(nameof(MetricSourceSpec.Query), text)
        .With(nameof(MetricSourceSpec.JsonPath), text)
        .With(nameof(MetricSourceSpec.Method), text)
        .With(nameof(MetricSourceSpec.Body), text)
        .With(nameof(MetricSourceSpec.Headers), texts)
        .With(nameof(MetricSourceSpec.Timeout), duration)
        .With(nameof(MetricSourceSpec.InsecureSkipVerify), flag);

    /// <summary>A metric.</summary>
    public static readonly MapForm<MetricSpec> Form = new MapForm<MetricSpec>(
        "a metric",
        () => new() { Name = "" },
        "{ name: request-success-rate, compare: {} }"
    )
        .Needs(nameof(MetricSpec.Name), name)
        .With(nameof(MetricSpec.Interval), duration)
        .Add(new WithinField<MetricSpec>("thresholdRange", range, "The values that pass; any when absent."))
        .With(nameof(MetricSpec.Compare), compare)
        .With(nameof(MetricSpec.Source), source)
        .Add(
            new WithinField<MetricSpec>(
                "expression",
                expression,
                "Conditions on the measured value that decide in place of a range; none when absent."
            )
        )
        .With(nameof(MetricSpec.InitialDelay), duration)
        .With(nameof(MetricSpec.Count), whole)
        .With(nameof(MetricSpec.FailureLimit), new OptionalForm<int>(whole))
        .With(nameof(MetricSpec.InconclusiveLimit), whole)
        .With(nameof(MetricSpec.ConsecutiveErrorLimit), whole)
        .With(nameof(MetricSpec.ConsecutiveSuccessLimit), whole)
        .With(nameof(MetricSpec.DryRun), flag)
        .With(nameof(MetricSpec.NoData), new WordForm<NoDataPolicy>())
        .Add(MinRequests())
        .Add(
            new Field<MetricSpec, ImmutableDictionary<string, string>>(
                "templateVariables",
                texts,
                Property.Setter<MetricSpec, ImmutableDictionary<string, string>>(nameof(MetricSpec.Variables)),
                false,
                nameof(MetricSpec.Variables),
                $"P:{typeof(MetricSpec).FullName}.{nameof(MetricSpec.Variables)}"
            )
        );

    private static Field<MetricSpec, int> MinRequests()
    {
        var set = Property.Setter<MetricSpec, long>(nameof(MetricSpec.MinRequests));
        return new(
            "minRequests",
            whole,
            (metric, requests) => set(metric, requests),
            false,
            nameof(MetricSpec.MinRequests),
            $"P:{typeof(MetricSpec).FullName}.{nameof(MetricSpec.MinRequests)}"
        );
    }

    private static Field<CompareSpec, double?> Margin(string key, string property) =>
        new(
            key,
            number,
            Property.Setter<CompareSpec, double?>(property),
            false,
            property,
            $"P:{typeof(CompareSpec).FullName}.{property}"
        );
}
