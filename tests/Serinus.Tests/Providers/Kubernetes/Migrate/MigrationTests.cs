using Serinus.Providers.Kubernetes.Doctor;
using Serinus.Providers.Kubernetes.Migrate;
using Serinus.Routing.Config;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Kubernetes.Migrate;

public sealed class MigrationTests
{
    private const string Ingress = """
        apiVersion: extensions/v1beta1
        kind: Ingress
        metadata: { name: shop, namespace: shop, annotations: { kubernetes.io/ingress.class: CLASS } }
        spec: { backend: { serviceName: shop, servicePort: 80 } }
        """;

    [Fact]
    public void The_canary_of_old_is_migrated_without_a_loss()
    {
        var result = Migration.OfFiles(
            [Path.Combine(Repository.Root, "tests/fixtures/traefik-1.7")],
            TextReader.Null,
            new MigrationOptions(MigrationSource.Traefik)
        );

        Assert.Empty(result.Problems);
        Assert.Equal(["ingressclass-traefik-external.yaml", "ingress-myapp-myapp.yaml"], Names(result));
        Assert.Contains("passed over: 1 ClusterRole,", Assert.Single(result.PassedOver));
    }

    [Fact]
    public void Doctor_finds_no_fault_in_what_is_migrated()
    {
        var result = Migration.OfFiles(
            [Path.Combine(Repository.Root, "tests/fixtures/traefik-1.7/canary-ingress.yaml")],
            TextReader.Null,
            new MigrationOptions(MigrationSource.Traefik)
        );

        var text = string.Join("---\n", result.Objects.Select(made => made.Yaml));
        Assert.Empty(ManifestDoctor.ExamineFiles(["-"], new StringReader(text)));
    }

    [Fact]
    public void A_class_that_is_given_takes_the_place_of_the_old_one()
    {
        var result = Of(Ingress, new MigrationOptions(MigrationSource.Nginx, ClassName: "edge"));

        Assert.Equal(["ingressclass-edge.yaml", "ingress-shop-shop.yaml"], Names(result));
        Assert.Contains("  ingressClassName: edge\n", result.Objects[1].Yaml);
    }

    [Theory]
    [InlineData(MigrationSource.Traefik, "serinus")]
    [InlineData(MigrationSource.Nginx, "nginx")]
    [InlineData(MigrationSource.Traefik, "\"\"")]
    public void A_class_that_is_there_or_belongs_to_another_is_not_made(MigrationSource source, string name) =>
        Assert.Equal(
            ["ingress-shop-shop.yaml"],
            Names(Of(Ingress.Replace("CLASS", name), new MigrationOptions(source)))
        );

    [Fact]
    public void A_class_of_the_set_is_not_made_again()
    {
        const string given = """

            ---
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: { name: old }
            spec: { controller: serinus.dev/ingress-controller }
            """;

        var result = Of(Ingress.Replace("CLASS", "old") + given, new MigrationOptions(MigrationSource.Traefik));

        Assert.Equal(["ingress-shop-shop.yaml"], Names(result));
    }

    [Fact]
    public void Names_that_would_leave_the_folder_or_meet_there_are_told_apart()
    {
        var twice = Ingress.Replace("CLASS", "serinus").Replace("name: shop,", "name: ../../shop,");

        var result = Of(twice + "\n---\n" + twice, new MigrationOptions(MigrationSource.Traefik));

        Assert.Equal(["ingress-shop-..-..-shop.yaml", "ingress-shop-..-..-shop-2.yaml"], Names(result));
    }

    [Fact]
    public void A_file_that_cannot_be_parsed_is_an_error_of_its_place()
    {
        var result = Of("kind: [", new MigrationOptions(MigrationSource.Traefik));

        Assert.Equal(Severity.Error, Assert.Single(result.Problems).Severity);
        Assert.Equal("-", result.Problems[0].Location!.Value.Source);
    }

    private static MigrationResult Of(string text, MigrationOptions options) =>
        Migration.OfFiles(["-"], new StringReader(text), options);

    private static string[] Names(MigrationResult result) => [.. result.Objects.Select(made => made.FileName)];
}
