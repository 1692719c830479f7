using Serinus.Providers.Kubernetes.Canaries;

namespace Serinus.Tests.Providers.Kubernetes.Canaries;

public class CanaryObjectTests
{
    private const string Sound = """
        targetRef: { kind: Deployment, name: app }
        service: { port: 80 }
        analysis: { stepWeight: 10 }
        """;

    [Fact]
    public void Defaults_are_those_of_Flagger()
    {
        var canary = CanaryText.Read(Sound);

        Assert.True(canary.IsReadable);
        Assert.Equal(3, canary.Generation);
        Assert.Equal(600, canary.Spec.ProgressDeadlineSeconds);
        Assert.Equal(TimeSpan.FromSeconds(60), canary.Spec.Analysis!.Interval);
        Assert.Equal((1, 100), (canary.Spec.Analysis.Threshold, canary.Spec.Analysis.CanaryReadyThreshold));
        Assert.Equal("http", canary.Spec.Service!.PortName);
    }

    [Theory]
    [InlineData("spec: { analysis: { interval: 10 } }", "spec.analysis.interval", "write a duration of 1s or more")]
    [InlineData("spec: { analysis: { interval: 200ms } }", "spec.analysis.interval", "write a duration of 1s or more")]
    [InlineData("spec: { analysis: { threshold: 0 } }", "spec.analysis.threshold", "write a whole number, 1 or more")]
    [InlineData("spec: { analysis: { threshold: 1.5 } }", "spec.analysis.threshold", "write a whole number, 1 or more")]
    [InlineData("spec: { analysis: { mirrorWeight: 101 } }", "spec.analysis.mirrorWeight", "of 0 to 100")]
    [InlineData("spec: { analysis: { webhooks: [{ name: a }] } }", "spec.analysis.webhooks[0].url", "add url")]
    [InlineData("spec: { analysis: { webhooks: [{ name: a, url: x }] } }", "spec.analysis.webhooks[0].url", "a URL")]
    [InlineData(
        "spec: { analysis: { webhooks: [{ name: a, url: 'http://x', type: on }] } }",
        "spec.analysis.webhooks[0].type",
        "confirm-rollout"
    )]
    [InlineData(
        "spec: { analysis: { steps: [{ setWeight: 1, pause: {} }] } }",
        "spec.analysis.steps[0]",
        "give one of"
    )]
    [InlineData("spec: { analysis: { steps: [{}] } }", "spec.analysis.steps[0]", "give one of")]
    [InlineData("spec: { analysis: { steps: [{ setWeight: 1 }], stepWeight: 5 } }", "spec.analysis", "keep one")]
    [InlineData(
        "spec: { analysis: { match: [{ headers: { a: { exact: x, prefix: y } } }] } }",
        "spec.analysis.match[0].headers.a",
        "give one of"
    )]
    [InlineData("spec: { targetRef: { kind: Pod, name: app } }", "spec.targetRef.kind", "Deployment")]
    [InlineData("spec: { targetRef: { kind: Deployment, name: 'A b' } }", "spec.targetRef.name", "lower-case")]
    [InlineData("spec: { deployWindows: [{ from: '25:00', to: '10:00' }] }", "spec.deployWindows[0].from", "09:00")]
    [InlineData("spec: { skipAnalysis: 'yes' }", "spec.skipAnalysis", "true or false")]
    [InlineData("spec: 7", "spec", "write a map")]
    public void A_wrong_value_is_named_with_its_cure(string yaml, string field, string cure)
    {
        var canary = CanaryObject.Read(CanaryText.Json($"metadata: {{ name: app, namespace: shop }}\n{yaml}"));

        Assert.False(canary.IsReadable);
        var problem = Assert.Single(canary.Problems, problem => problem.Field == field);
        Assert.Contains(cure, problem.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_without_a_spec_is_a_problem_and_no_failure()
    {
        var canary = CanaryObject.Read(CanaryText.Json("metadata: { name: app, namespace: shop }"));

        Assert.Equal("spec.targetRef", Assert.Single(canary.Problems).Field);
        Assert.Null(canary.Served);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1m30s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("250ms", 0.25)]
    [InlineData("2h", 7200)]
    public void Durations_are_read_as_Go_writes_them(string text, double seconds)
    {
        var canary = CanaryText.Read($"{Sound}\npromotion: {{ bake: {text} }}");

        Assert.Equal(TimeSpan.FromSeconds(seconds), canary.Spec.Promotion.Bake);
    }
}
