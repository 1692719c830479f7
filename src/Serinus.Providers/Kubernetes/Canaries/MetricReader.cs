using System.Collections.Immutable;
using System.Text;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Says what a metric of a Canary is, and where it is measured.</summary>
internal sealed class MetricReader(CanaryObject canary, CanaryReferences references, ObjectProblems problems)
{
    private static readonly string[] own = [MetricSpec.SuccessRate, MetricSpec.Duration, MetricSpec.GrpcSuccessRate];

    /// <summary>The metric; null when it cannot be measured.</summary>
    /// <param name="metric">What is asked for.</param>
    /// <param name="isCompared">Whether one of the edge's own without a rule is compared with the primary.</param>
    /// <param name="field">Its place.</param>
    public MetricSpec? Read(CanaryMetric metric, bool isCompared, string field)
    {
        var isOwn = own.Contains(metric.Name) && metric.TemplateRef is null && metric.Query is null;
        var source = isOwn ? null : SourceOf(metric, field);
        if (!isOwn && source is null)
            return null;
        var (min, max) = RangeOf(metric);
        var hasRule = min is not null || max is not null || metric.Expression is not null;
        if (!isOwn && !hasRule)
        {
            problems.Error(field, "nothing says when it passes", "add thresholdRange or expression");
            return null;
        }

        if (!isOwn && metric.Compare is not null)
            problems.Warn(
                $"{field}.compare",
                "metrics of outside sources are judged by their own value alone",
                "write a query that compares the two, and remove it"
            );
        return new MetricSpec
        {
            Name = metric.Name,
            Interval = metric.Interval,
            Min = min,
            Max = max,
            Compare = isOwn ? CompareOf(metric.Compare, isCompared && !hasRule) : null,
            Source = source,
            Success = metric.Expression?.Success,
            Failure = metric.Expression?.Failure,
            InitialDelay = metric.InitialDelay,
            Count = metric.Count,
            FailureLimit = metric.FailureLimit,
            InconclusiveLimit = metric.InconclusiveLimit,
            ConsecutiveErrorLimit = metric.ConsecutiveErrorLimit,
            ConsecutiveSuccessLimit = metric.ConsecutiveSuccessLimit,
            DryRun = metric.DryRun,
            NoData = metric.NoData,
            MinRequests = metric.MinRequests,
            Variables = metric.TemplateVariables,
        };
    }

    private static (double? Min, double? Max) RangeOf(CanaryMetric metric) =>
        metric switch
        {
            { ThresholdRange: { } range } => (range.Min, range.Max),
            { Threshold: { } least, Name: MetricSpec.SuccessRate or MetricSpec.GrpcSuccessRate } => (least, null),
            _ => (null, metric.Threshold),
        };

    private static CompareSpec? CompareOf(MetricCompare? compare, bool byDefault) =>
        compare is not null
            ? new CompareSpec { MarginAbsolute = compare.Margin?.Absolute, MarginRatio = compare.Margin?.Ratio }
        : byDefault ? new CompareSpec()
        : null;

    private MetricSourceSpec? SourceOf(CanaryMetric metric, string field)
    {
        if (metric.TemplateRef is { } reference)
            return TemplateOf(reference, $"{field}.templateRef");
        if (metric.Query is not { } query)
        {
            problems.Error(
                field,
                $"{ObjectProblems.Shown(metric.Name)} is not measured by the edge, and nothing says where it is",
                $"add templateRef, or use one of {string.Join(", ", own)}"
            );
            return null;
        }

        if (canary.Spec.MetricsServer is { } server)
            return new MetricSourceSpec
            {
                Kind = MetricSourceKind.Prometheus,
                Address = server,
                Query = query,
            };
        problems.Error($"{field}.query", "nothing says which Prometheus is asked", "add spec.metricsServer");
        return null;
    }

    private MetricSourceSpec? TemplateOf(NamedReference reference, string field)
    {
        var key = new ObjectKey(reference.Namespace ?? canary.Meta.Key.Namespace, reference.Name);
        if (!references.MetricTemplates.TryGetValue(key, out var template))
        {
            problems.Error(field, $"there is no MetricTemplate {key}", "make it, or correct the name");
            return null;
        }

        if (template.Spec is not { Provider: { } provider } spec)
        {
            problems.Error(field, $"MetricTemplate {key} cannot be read", "correct it; its own problems say where");
            return null;
        }

        if (provider.Type is not (MetricProviderType.Prometheus or MetricProviderType.Web))
        {
            problems.Error(
                field,
                $"MetricTemplate {key} is of a provider that is not asked",
                "ask its HTTP API by provider type web, or a Prometheus that has its values"
            );
            return null;
        }

        if (string.IsNullOrEmpty(provider.Address))
        {
            problems.Error(field, $"MetricTemplate {key} has no provider.address", "add it");
            return null;
        }

        return HeadersOf(provider, key, field) is not { } headers
            ? null
            : new MetricSourceSpec
            {
                Kind = provider.Type == MetricProviderType.Web ? MetricSourceKind.Web : MetricSourceKind.Prometheus,
                Address = provider.Address,
                Query = spec.Query,
                JsonPath = provider.JsonPath,
                Method = provider.Method,
                Body = provider.Body,
                Headers = headers,
                Timeout = provider.Timeout,
                InsecureSkipVerify = provider.InsecureSkipVerify,
            };
    }

    private ImmutableDictionary<string, string>? HeadersOf(MetricProvider provider, ObjectKey template, string field)
    {
        var headers = provider.Headers.ToImmutableDictionary(
            header => header.Key,
            header => string.Join(", ", header.Value)
        );
        if (provider.SecretRef is not { } reference)
            return headers;
        // A template gives what its own namespace holds and nothing else.
        var key = new ObjectKey(template.Namespace, reference.Name);
        if (!references.Secrets.TryGetValue(key, out var secret))
        {
            problems.Error(
                field,
                $"Secret {key} of MetricTemplate {template} cannot be read",
                "make it, or correct the name"
            );
            return null;
        }

        if (secret.Text("token") is { } token)
            return headers.SetItem("Authorization", $"Bearer {token}");
        if (secret.Text("username") is { } user && secret.Text("password") is { } password)
            return headers.SetItem(
                "Authorization",
                $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}"
            );
        return headers.SetItems(secret.Data.Keys.Select(name => KeyValuePair.Create(name, secret.Text(name)!)));
    }
}
