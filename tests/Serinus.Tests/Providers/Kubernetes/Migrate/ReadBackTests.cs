using System.Collections.Immutable;
using Serinus.Providers.Kubernetes;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Manifests;
using Serinus.Providers.Kubernetes.Migrate;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;
using Serinus.Testbed;
using Serinus.Tests.Providers.Traefik;

namespace Serinus.Tests.Providers.Kubernetes.Migrate;

/// <summary>An edge that reads the migrated Ingresses does what it does with the old ones.</summary>
public sealed class ReadBackTests
{
    [Theory]
    [InlineData("traefik-canary.yaml", false)]
    [InlineData("traefik-annotations.yaml", false)]
    [InlineData("traefik-rule-types.yaml", false)]
    [InlineData("nginx-canary.yaml", false)]
    [InlineData("traefik-compat.yaml", true)]
    public void The_routes_of_a_migrated_ingress_are_those_of_the_old_one(string file, bool isCompat)
    {
        var old = File.ReadAllText(Path.Combine(Repository.Root, "tests/Serinus.Tests/Golden/migrate", file))
            // What is left out of the new one, and reported, is no route of the old one either.
            .Replace("          - { path: \"/(.*)\"", "          #");
        var source = file.StartsWith("nginx", StringComparison.Ordinal)
            ? MigrationSource.Nginx
            : MigrationSource.Traefik;
        var migrated = Migration.OfFiles(
            ["-"],
            new StringReader(old),
            new MigrationOptions(source, IsCompat: isCompat)
        );
        var now = string.Join("---\n", migrated.Objects.Select(made => made.Yaml));

        var before = Routes(
            isCompat
                ? old.Replace(
                    "namespace: shop }",
                    "namespace: shop, annotations: { serinus.dev/compat: traefik-1.7 } }"
                )
                : old
        );

        Assert.NotEmpty(before);
        Assert.Equal(before, Routes(now));
    }

    private static string[] Routes(string text)
    {
        var ingresses = ManifestText
            .Parse("-", text)
            .Documents.Where(document => document.Kind == "Ingress")
            .Select(document => ObjectReader.Ingress(document.Json, document.ApiVersion))
            .ToImmutableDictionary(ingress => ingress.Meta.Key);
        var config = new KubernetesConfig { IngressClasses = ["", "traefik-external", "nginx"] };

        var fragment = new ClusterTranslator(config)
            .Translate(ClusterView.Empty with { Ingresses = ingresses })
            .Fragment;

        return [.. fragment.Routes.Select(route => RecordText.Of(route))];
    }
}
