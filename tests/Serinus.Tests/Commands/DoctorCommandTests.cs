using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private static readonly string deploy = Path.Combine(Repository.Root, "deploy/manifests");
    private static readonly string old = Path.Combine(Repository.Root, "tests/fixtures/traefik-1.7");

    private readonly ConfigFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Good_manifests_are_status_0() =>
        Assert.Equal(new Call(0, "0 errors, 0 warnings\n", ""), await Call.Of("doctor", "-f", deploy));

    [Fact]
    public async Task Errors_are_status_1_and_counted_in_the_last_line()
    {
        var call = await Call.Of("doctor", "-f", old);

        Assert.Equal(1, call.Status);
        Assert.Equal("6 errors, 9 warnings", call.Output.TrimEnd('\n').Split('\n')[^1]);
    }

    [Fact]
    public async Task Files_given_one_by_one_are_examined_together()
    {
        var call = await Call.Of(
            "doctor",
            "-f",
            Path.Combine(old, "edge.yaml"),
            Path.Combine(old, "canary-ingress.yaml")
        );

        Assert.Contains("class traefik-external is not served by DaemonSet traefik/edge-traefik", call.Output);
    }

    [Fact]
    public async Task Warnings_alone_are_status_0()
    {
        var path = folder.Write(
            "{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ image: traefik }] } }"
        );

        var call = await Call.Of("doctor", "-f", path);

        Assert.Equal(0, call.Status);
        Assert.Contains("0 errors, 5 warnings", call.Output);
    }

    [Fact]
    public async Task Json_carries_the_same_for_programs()
    {
        var call = await Call.Of("doctor", "-f", old, "-o", "json");

        using var document = JsonDocument.Parse(call.Output);
        var answer = document.RootElement;
        Assert.False(answer.GetProperty("ok").GetBoolean());
        Assert.Equal(6, answer.GetProperty("errors").GetInt32());
        var first = answer.GetProperty("findings")[0];
        Assert.Equal("error", first.GetProperty("severity").GetString());
        Assert.Equal("Ingress myapp/myapp", first.GetProperty("object").GetString());
        Assert.Equal(1, first.GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_status_3()
    {
        var call = await Call.Of("doctor", "-f", folder.PathOf("absent.yaml"));

        Assert.Equal(3, call.Status);
        Assert.Contains("absent.yaml does not exist", call.Error);
    }

    [Fact]
    public async Task A_kubeconfig_that_cannot_be_used_is_status_3()
    {
        var call = await Call.Of("doctor", "--kubeconfig", folder.PathOf("absent"));

        Assert.Equal(3, call.Status);
        Assert.Contains("cannot be used", call.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("-f", "a.yaml", "--kubeconfig", "config")]
    [InlineData("-f", "a.yaml", "--context", "production")]
    public async Task Files_or_a_cluster_one_of_the_two_is_examined(params string[] options) =>
        Assert.Equal(2, (await Call.Of(["doctor", .. options])).Status);
}
