using Serinus.Providers.Kubernetes.Doctor;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Kubernetes.Doctor;

public sealed class ExaminationTests
{
    private static readonly string[] traefik = ReadOld();

    [Theory]
    [InlineData("edge.yaml", "ServiceAccount edge-traefik is not in namespace traefik, only in kube-system")]
    [InlineData("edge.yaml", "ConfigMap edge-traefik is not in namespace traefik, only in kube-system")]
    [InlineData("edge.yaml", "the selector app=edge-traefik selects nothing in namespace default")]
    [InlineData("canary-ingress.yaml", "class traefik-external is not served by DaemonSet traefik/edge-traefik")]
    [InlineData("edge.yaml:48:1", "entry point https (:443) has no tls")]
    [InlineData("edge.yaml", "--web opens the admin endpoint on :8080 of every node")]
    [InlineData("edge.yaml", "the container is privileged")]
    [InlineData("edge.yaml", "readinessProbe and livenessProbe are missing")]
    [InlineData("canary-ingress.yaml:1:13", "extensions/v1beta1 is an API version that Kubernetes 1.22 removed")]
    [InlineData("edge.yaml", "ServiceAccount edge-traefik may not get, list, watch ingresses of networking.k8s.io")]
    public void The_old_set_is_told_each_of_its_faults_once(string place, string fault) =>
        Assert.Single(traefik, line => line.Contains(place) && line.Contains(fault));

    [Fact]
    public void The_old_set_with_its_faults_cured_has_no_errors_left()
    {
        var edge = File.ReadAllText(Path.Combine(Repository.Root, "tests/fixtures/traefik-1.7/edge.yaml"))
            .Replace("namespace: kube-system", "namespace: traefik")
            .Replace("  name: edge-traefik\nspec:\n  type", "  name: edge-traefik\n  namespace: traefik\nspec:\n  type")
            .Replace("- --kubernetes\n", "- --kubernetes\n            - --kubernetes.ingressclass=traefik-external\n")
            .Replace("apiGroups: [extensions]", "apiGroups: [networking.k8s.io]");
        var ingress = File.ReadAllText(Path.Combine(Repository.Root, "deploy/manifests/examples/canary-ingress.yaml"))
            .Replace("ingressClassName: serinus", "ingressClassName: traefik-external");

        var findings = Manifests.Findings(edge + "---\n" + ingress);

        Assert.DoesNotContain(findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.NotEmpty(findings);
    }

    [Fact]
    public void What_we_deploy_has_no_finding()
    {
        var findings = ManifestDoctor.ExamineFiles([Path.Combine(Repository.Root, "deploy")], TextReader.Null);

        Assert.Empty(findings);
    }

    [Fact]
    public void A_file_that_cannot_be_parsed_leaves_the_others_examined()
    {
        var findings = ManifestDoctor.ExamineFiles(
            ["-", Path.Combine(Repository.Root, "tests/fixtures/traefik-1.7")],
            new StringReader("kind: [")
        );

        Assert.Equal("-", findings[0].Location!.Value.Source);
        Assert.True(findings.Length > traefik.Length / 2);
    }

    [Fact]
    public void An_ingress_that_names_no_class_is_served_by_both_programs()
    {
        const string ingress = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: shop, namespace: shop }
            spec: { defaultBackend: { service: { name: shop, port: { number: 80 } } } }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: edge }
            spec: { containers: [{ name: edge, image: "IMAGE" }] }
            """;

        foreach (var image in new[] { "traefik:1.7", "example/serinus:0.1.0" })
            Assert.DoesNotContain(
                Manifests.Findings(ingress.Replace("IMAGE", image)),
                finding => finding.What.Contains("class")
            );
    }

    private static string[] ReadOld()
    {
        var findings = ManifestDoctor.ExamineFiles(
            [Path.Combine(Repository.Root, "tests/fixtures/traefik-1.7")],
            TextReader.Null
        );
        return [.. findings.Select(finding => finding.ToString())];
    }
}
