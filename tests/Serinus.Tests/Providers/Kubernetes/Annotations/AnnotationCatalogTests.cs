using Serinus.Providers.Kubernetes.Annotations;

namespace Serinus.Tests.Providers.Kubernetes.Annotations;

public sealed class AnnotationCatalogTests
{
    [Fact]
    public void What_is_not_honoured_as_written_says_what_to_do_instead() =>
        Assert.DoesNotContain(
            AnnotationCatalog.Entries,
            entry => entry.Fate != AnnotationFate.Honoured && entry.Advice.Length == 0
        );

    [Fact]
    public void Only_what_is_not_honoured_closes_routes() =>
        Assert.DoesNotContain(
            AnnotationCatalog.Entries,
            entry => entry.ClosesRoutes && entry.Fate != AnnotationFate.NotHonoured
        );

    [Theory]
    [InlineData("ingress.kubernetes.io/service-weights", "service-weights")]
    [InlineData("traefik.ingress.kubernetes.io/service-weights", "service-weights")]
    [InlineData("traefik.frontend.rule.type", "rule-type")]
    [InlineData("kubernetes.io/ingress.class", "kubernetes.io/ingress.class")]
    [InlineData("nginx.ingress.kubernetes.io/canary-weight", "canary-weight")]
    [InlineData("serinus.dev/cohort", "cohort")]
    public void Every_name_of_an_annotation_finds_it(string fullName, string name) =>
        Assert.Equal(name, AnnotationCatalog.Find(fullName, AnnotationTarget.Ingress)?.Name);

    [Theory]
    [InlineData("traefik.ingress.kubernetes.io/affinity", AnnotationTarget.Ingress)]
    [InlineData("traefik.ingress.kubernetes.io/service-weights", AnnotationTarget.Service)]
    [InlineData("service-weights", AnnotationTarget.Ingress)]
    public void An_annotation_is_not_found_where_it_does_not_belong(string fullName, object target) =>
        Assert.Null(AnnotationCatalog.Find(fullName, (AnnotationTarget)target));
}
