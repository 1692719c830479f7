using Serinus.Testbed;

namespace Serinus.Tests.Commands;

public sealed class MigrateCommandTests : IDisposable
{
    private static readonly string old = Path.Combine(Repository.Root, "tests/fixtures/traefik-1.7");

    private readonly ConfigFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_has_an_equivalent_is_status_0_and_stands_on_standard_output()
    {
        var call = await Call.Of("migrate", "traefik", "-f", old);

        Assert.Equal(0, call.Status);
        Assert.Contains("\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\n", call.Output);
        Assert.Equal(
            $"{old}/edge.yaml: passed over: 1 ClusterRole, 1 ClusterRoleBinding, 1 ServiceAccount, 1 ConfigMap, 1 Service, 1 DaemonSet\n",
            call.Error
        );
    }

    [Fact]
    public async Task What_has_no_equivalent_is_status_1_and_named_with_its_line()
    {
        var path = folder.Write(
            """
            apiVersion: extensions/v1beta1
            kind: Ingress
            metadata:
              name: shop
              annotations:
                traefik.ingress.kubernetes.io/rate-limit: "{}"
            spec: { backend: { serviceName: shop, servicePort: 80 } }
            """
        );

        var call = await Call.Of("migrate", "traefik", "-f", path);

        Assert.Equal(1, call.Status);
        Assert.StartsWith("# left out: traefik.ingress.kubernetes.io/rate-limit: {}\napiVersion: ", call.Output);
        Assert.StartsWith(
            $"{path}:6:47: error: ingress shop: annotation traefik.ingress.kubernetes.io/rate-limit: has no equivalent, and is left out; ",
            call.Error
        );
    }

    [Fact]
    public async Task A_folder_gets_a_file_for_each_object()
    {
        var call = await Call.Of("migrate", "traefik", "-f", old, "--out", folder.PathOf("new"), "--class", "edge");

        Assert.Equal("", call.Output);
        Assert.Equal(
            ["ingress-myapp-myapp.yaml", "ingressclass-edge.yaml"],
            Directory.EnumerateFiles(folder.PathOf("new")).Select(file => Path.GetFileName(file)).Order()
        );
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_status_3() =>
        Assert.Equal(3, (await Call.Of("migrate", "nginx", "-f", folder.PathOf("absent.yaml"))).Status);

    [Theory]
    [InlineData("migrate")]
    [InlineData("migrate", "traefik")]
    [InlineData("migrate", "nginx", "--compat", "-f", "a.yaml")]
    public async Task What_to_migrate_must_be_said(params string[] arguments) =>
        Assert.Equal(2, (await Call.Of(arguments)).Status);
}
