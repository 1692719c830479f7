using System.Text.Json;

namespace Serinus.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly ConfigFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_good_configuration_is_status_0()
    {
        var call = await Call.Of("check", "--config", folder.WriteGood());

        Assert.Equal(new Call(0, "ok: 1 listener, 1 route, 2 services\n", ""), call);
    }

    [Fact]
    public async Task An_error_is_status_1_and_says_place_and_cure()
    {
        var path = folder.WriteGood();
        folder.Write(File.ReadAllText(path).Replace("weight: 10", "weight: -5", StringComparison.Ordinal));

        var call = await Call.Of("check", "--config", path);

        Assert.Equal(1, call.Status);
        Assert.StartsWith(
            $"{path}:8:41: error: route shop: backends[1].weight: ",
            call.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\n1 error, 0 warnings; what is left: ", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_a_rollout_is_told_like_any_other()
    {
        var path = folder.WriteGood();
        File.AppendAllText(
            path,
            """

            rollouts:
              - { name: shop, stable: shop, canary: shop-canary, steps: "10%, 5%" }
              - { name: cart, stable: shop, canary: shop-canary, steps: "10%, 50%" }
            """
        );

        var call = await Call.Of("check", "--config", path);

        Assert.Equal(1, call.Status);
        Assert.Contains(
            ": error: rollout shop: stepWeights[1]: weight 5 is not above 10",
            call.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(", 1 rollout\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_carries_the_same_for_programs()
    {
        var path = folder.Write("routes: [");

        var call = await Call.Of("check", "--config", path, "-o", "json");

        using var document = JsonDocument.Parse(call.Output);
        Assert.Equal(1, call.Status);
        Assert.False(document.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(path, document.RootElement.GetProperty("problems")[0].GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_configuration_without_routes_is_warned_about()
    {
        var path = folder.Write("listeners: [{ name: web, address: \"127.0.0.1:0\" }]");

        var call = await Call.Of("check", "--config", path);

        Assert.Equal(0, call.Status);
        Assert.Contains(
            "there are no routes, so every request is answered 404; add one",
            call.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_configuration_without_listeners_is_an_error()
    {
        var path = folder.Write("loops: 1");

        var call = await Call.Of("check", "--config", path);

        Assert.Equal(1, call.Status);
        Assert.Contains("there is no listener, so nothing is served; add one", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signing_key_that_cannot_be_read_is_an_error()
    {
        var path = folder.WriteGood();
        File.AppendAllText(path, "\nsigningKeyFile: /absent/key\n");

        var call = await Call.Of("check", "--config", path);

        Assert.Equal(1, call.Status);
        Assert.Contains("signing key file /absent/key cannot be read", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_static_configuration_is_checked_as_it_would_be_run()
    {
        var path = folder.Write(
            """
            [entryPoints.http]
            address = ":80"
            compress = true
            """,
            "traefik.toml"
        );

        var call = await Call.Of("check", "--kubernetes", "--web", $"--configFile={path}");

        Assert.Equal(0, call.Status);
        Assert.Contains(
            $"{path}:3:1: warning: edge: entryPoints.http.compress: ",
            call.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("ok: 1 listener, 0 routes, 0 services; 2 warnings", call.Output, StringComparison.Ordinal);
    }
}
