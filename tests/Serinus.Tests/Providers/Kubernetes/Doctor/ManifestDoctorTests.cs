using Serinus.Providers.Kubernetes.Doctor;

namespace Serinus.Tests.Providers.Kubernetes.Doctor;

public sealed class ManifestDoctorTests
{
    private const string Ingress = """
        { "kind": "List", "items": [ {
          "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
          "metadata": { "name": "shop", "namespace": "shop" },
          "spec": { "defaultBackend": { "service": { "name": "shop", "port": { "number": 80 } } } } } ] }
        """;

    [Fact]
    public async Task In_a_cluster_a_service_that_is_not_there_is_an_error()
    {
        var findings = await ManifestDoctor.ExamineClusterAsync(new Listed(("Ingress", Ingress)), Stop);

        var finding = Assert.Single(findings);
        Assert.Equal(FindingSeverity.Error, finding.Severity);
        Assert.Equal("Service shop is not in namespace shop", finding.What);
        Assert.Null(finding.Location);
        Assert.StartsWith("error: Ingress shop/shop: ", finding.ToString());
    }

    [Fact]
    public async Task A_kind_that_may_not_be_listed_is_named_and_nothing_is_called_missing_for_it()
    {
        var findings = await ManifestDoctor.ExamineClusterAsync(
            new Listed(("Ingress", Ingress)) { Forbidden = "Service" },
            Stop
        );

        var finding = Assert.Single(findings);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains("kind Service cannot be listed: 403", finding.What);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed class Listed(params (string Kind, string Json)[] lists) : IClusterObjects
    {
        public string Forbidden { get; init; } = "";

        public Task<ClusterListing> ListAsync(string kind, CancellationToken cancellation)
        {
            var json = lists.FirstOrDefault(list => list.Kind == kind).Json ?? """{ "kind": "List", "items": [] }""";
            return Task.FromResult(
                kind == Forbidden ? new ClusterListing("", "403 Forbidden") : new ClusterListing(json, null)
            );
        }
    }
}
