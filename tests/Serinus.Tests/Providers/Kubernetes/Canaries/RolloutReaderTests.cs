using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Kubernetes.Canaries;

public class RolloutReaderTests
{
    private const string Flagger = """
        provider: nginx
        targetRef: { apiVersion: apps/v1, kind: Deployment, name: app }
        ingressRef: { apiVersion: networking.k8s.io/v1, kind: Ingress, name: app }
        autoscalerRef: { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: app }
        progressDeadlineSeconds: 60
        service: { port: 80, targetPort: 9898 }
        analysis:
          interval: 10s
          threshold: 10
          maxWeight: 50
          stepWeight: 5
          metrics:
          - name: request-success-rate
            thresholdRange: { min: 99 }
            interval: 1m
          - name: latency
            templateRef: { name: latency, namespace: monitoring }
            thresholdRange: { max: 0.5 }
          match:
          - headers: { x-canary: { exact: insider } }
          - headers: { cookie: { regex: "^(.*?;)?(canary=always)(;.*)?$" } }
          webhooks:
          - name: acceptance
            type: pre-rollout
            url: http://tester/
            timeout: 30s
            metadata: { type: bash }
          alerts:
          - name: on-call
            severity: error
            providerRef: { name: slack }
        """;

    [Fact]
    public void A_canary_of_Flagger_means_the_same()
    {
        var (spec, problems) = Read(Flagger, References());

        Assert.Equal(["spec.provider"], problems.Select(problem => problem.Field));
        Assert.Equal(("shop/app", "app-primary", "app-canary"), (spec.Name, spec.Stable, spec.Canary));
        Assert.Equal(TimeSpan.FromSeconds(60), spec.ProgressDeadline);
        var analysis = spec.Analysis;
        Assert.Equal(
            (TimeSpan.FromSeconds(10), 10, 50m, 5m),
            (analysis.Interval, analysis.Threshold, analysis.MaxWeight, analysis.StepWeight)
        );
        Assert.Equal((99, null), (analysis.Metrics[0].Min, analysis.Metrics[0].Compare));
        Assert.Equal("sum({{ namespace }})", analysis.Metrics[1].Source!.Query);
        Assert.Equal("Bearer secret", analysis.Metrics[1].Source!.Headers["Authorization"]);
        Assert.Equal(["x-canary", "cookie"], analysis.Match.Select(match => match.Values[0].Header!));
        Assert.Equal(
            (HookKind.PreRollout, TimeSpan.FromSeconds(30)),
            (analysis.Hooks[0].Kind, analysis.Hooks[0].Timeout)
        );
        Assert.Equal(
            (NewsSeverity.Error, "https://hooks.test/T"),
            (analysis.Alerts[0].Severity, analysis.Alerts[0].Address)
        );
    }

    [Fact]
    public void Every_step_is_read()
    {
        var (spec, problems) = Read(
            """
            targetRef: { kind: Deployment, name: app }
            service: { port: 80 }
            analysis:
              weightTotal: 1000
              steps:
              - setWeight: 1
              - analysis: {}
              - pause: { duration: 90s }
              - pause: {}
              - approval: { timeout: 30m, onTimeout: rollback }
              - setHeaderRoute: { match: [{ cookies: { beta: { exact: "1" } } }] }
              - setMirrorRoute: { percentage: 5.5 }
              - setCanaryScale: { replicas: 2 }
              - webhook: { name: smoke, url: "https://smoke/" }
            """
        );

        Assert.Empty(problems);
        Assert.Equal(
            [
                typeof(StepSpec.SetWeight),
                typeof(StepSpec.Analysis),
                typeof(StepSpec.Pause),
                typeof(StepSpec.Pause),
                typeof(StepSpec.Approval),
                typeof(StepSpec.SetHeaderRoute),
                typeof(StepSpec.SetMirror),
                typeof(StepSpec.SetCanaryScale),
                typeof(StepSpec.Webhook),
            ],
            spec.Analysis.Steps.Select(step => step.GetType())
        );
        Assert.Equal(new StepSpec.Approval(TimeSpan.FromMinutes(30), TimeoutAction.Rollback), spec.Analysis.Steps[4]);
    }

    [Fact]
    public void The_edges_own_metrics_without_a_rule_are_compared_with_the_primary()
    {
        var (spec, _) = Read(
            """
            targetRef: { kind: Deployment, name: app }
            service: { port: 80 }
            analysis: { stepWeight: 10, metrics: [{ name: request-success-rate }, { name: request-duration, thresholdRange: { max: 500 } }] }
            """
        );

        Assert.NotNull(spec.Analysis.Metrics[0].Compare);
        Assert.Null(spec.Analysis.Metrics[1].Compare);
    }

    [Fact]
    public void Names_of_release_groups_and_windows_are_those_of_the_namespace()
    {
        var (spec, problems) = Read(
            """
            targetRef: { kind: Deployment, name: app }
            service: { port: 80 }
            skipAnalysis: true
            releaseGroup: { name: web, order: 2, policy: hold }
            deployWindows: [{ days: [monday, friday], from: "22:00", to: "06:30", utcOffset: "-03:30" }]
            """
        );

        Assert.Empty(problems);
        Assert.Equal(
            new ReleaseGroupSpec
            {
                Name = "shop/web",
                Order = 2,
                RollBackTogether = false,
            },
            spec.Group
        );
        var window = Assert.Single(spec.DeployWindows);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Friday], window.Days);
        Assert.Equal((new TimeOnly(22, 0), new TimeOnly(6, 30)), (window.From, window.To));
        Assert.Equal(TimeSpan.FromMinutes(-210), window.UtcOffset);
    }

    [Theory]
    [InlineData("analysis: {}", "spec.analysis", "no way to go")]
    [InlineData("analysis: { stepWeights: [1, 200] }", "spec.analysis.stepWeights[1]", "200 is not of 0 to 100")]
    [InlineData("analysis: { steps: [{ setWeight: 101 }] }", "spec.analysis.steps[0].setWeight", "101")]
    [InlineData(
        "analysis: { stepWeight: 5, metrics: [{ name: mine }] }",
        "spec.analysis.metrics[0]",
        "not measured by the edge"
    )]
    [InlineData(
        "analysis: { stepWeight: 5, metrics: [{ name: mine, templateRef: { name: gone }, threshold: 1 }] }",
        "spec.analysis.metrics[0].templateRef",
        "there is no MetricTemplate shop/gone"
    )]
    [InlineData(
        "analysis: { steps: [{ analysis: { metrics: [mine] } }] }",
        "spec.analysis.steps[0].analysis.metrics",
        "no metric \"mine\""
    )]
    [InlineData(
        "metricsServer: 'http://p:9090'\nanalysis: { stepWeight: 5, metrics: [{ name: mine, query: up, expression: { success: 'result <' } }] }",
        "spec.analysis.metrics[0].expression.success",
        "the end stands where a value is wanted"
    )]
    [InlineData(
        "metricsServer: 'http://p:9090'\nanalysis: { stepWeight: 5, metrics: [{ name: mine, query: 'up{ {{ nobody }} }', threshold: 1 }] }",
        "spec.analysis.metrics[0].query",
        "nobody"
    )]
    public void What_cannot_be_is_named_with_its_place(string line, string field, string words)
    {
        var (_, problems) = Read($"targetRef: {{ kind: Deployment, name: app }}\nservice: {{ port: 80 }}\n{line}");

        var problem = Assert.Single(problems);
        Assert.Equal((Severity.Error, field), (problem.Severity, problem.Field));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Cure);
    }

    [Fact]
    public void An_alert_that_cannot_be_told_holds_nobody_up()
    {
        var (spec, problems) = Read(
            """
            targetRef: { kind: Deployment, name: app }
            service: { port: 80 }
            analysis: { stepWeight: 10, alerts: [{ name: a, providerRef: { name: gone } }] }
            """
        );

        Assert.Empty(spec.Analysis.Alerts);
        Assert.Equal(Severity.Warning, Assert.Single(problems).Severity);
    }

    [Fact]
    public void Two_Services_are_enough_for_a_rollout()
    {
        var (spec, problems) = Read(
            """
            targetRef: { kind: Service, name: app-canary }
            routeRefs: [{ kind: Ingress, name: app, stable: app }]
            revision: v2
            analysis: { stepWeights: [1, 10, 50] }
            """
        );

        Assert.Empty(problems);
        Assert.Equal(("app", "app-canary", "v2"), (spec.Stable, spec.Canary, spec.Revision));
    }

    private static (RolloutSpec Spec, ImmutableArray<Problem> Problems) Read(
        string spec,
        CanaryReferences? references = null
    )
    {
        var canary = CanaryText.Read(spec);
        Assert.Empty(canary.Problems);
        var problems = new ObjectProblems(Kinds.Canary, canary.Meta.Key);
        var read = new RolloutReader(canary, references ?? CanaryReferences.None, problems).Read(["r"]);
        return (read!, problems.ToImmutable());
    }

    private static CanaryReferences References()
    {
        var template = SpecObject<MetricTemplateSpec>.Read(
            CanaryText.Json(
                """
                metadata: { name: latency, namespace: monitoring }
                spec:
                  provider: { type: prometheus, address: "http://prometheus:9090", secretRef: { name: access } }
                  query: sum({{ namespace }})
                """
            ),
            Kinds.MetricTemplate
        );
        var provider = SpecObject<AlertProviderSpec>.Read(
            CanaryText.Json(
                "metadata: { name: slack, namespace: shop }\nspec: { type: slack, secretRef: { name: slack-url } }"
            ),
            Kinds.AlertProvider
        );
        return new CanaryReferences
        {
            MetricTemplates = ImmutableDictionary.CreateRange([KeyValuePair.Create(template.Meta.Key, template)]),
            AlertProviders = ImmutableDictionary.CreateRange([KeyValuePair.Create(provider.Meta.Key, provider)]),
            Secrets = ImmutableDictionary.CreateRange(
                new[]
                {
                    Secret("metadata: { name: access, namespace: monitoring }\nstringData: { token: secret }"),
                    Secret(
                        "metadata: { name: slack-url, namespace: shop }\nstringData: { address: 'https://hooks.test/T' }"
                    ),
                }.Select(secret => KeyValuePair.Create(secret.Meta.Key, secret))
            ),
        };
    }

    private static SecretObject Secret(string yaml) => ObjectReader.Secret(CanaryText.Json(yaml));
}
