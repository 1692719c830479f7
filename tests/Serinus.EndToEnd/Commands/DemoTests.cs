using Serinus.Testbed;

namespace Serinus.EndToEnd.Commands;

/// <summary>The demo, as <c>./dev run</c> starts it: a real rollout that ends by itself and says why.</summary>
[Trait("Speed", "slow")]
[Collection(LoadCollection.Name)]
public class DemoTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_good_version_is_promoted_step_by_step_without_a_failed_request()
    {
        var (exitCode, output) = await RunAsync("--seconds-per-step", "5");

        Assert.True(exitCode == 0, output);
        foreach (var percent in (string[])["1 %", "10 %", "50 %"])
            Assert.Contains($"v2 gets {percent}, step ", output, StringComparison.Ordinal);
        Assert.Contains("v2 is promoted: everybody is on it, and no request failed", output, StringComparison.Ordinal);
        Assert.Contains("request-success-rate: 0 % errors vs 0 % on stable", output, StringComparison.Ordinal);
        Assert.Contains("Try next:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_with_errors_is_rolled_back_and_the_summary_says_why()
    {
        var (exitCode, output) = await RunAsync("--bad");

        Assert.True(exitCode == 0, output);
        Assert.Contains("v2 is rolled back", output, StringComparison.Ordinal);
        Assert.Matches(@"\nwhy +rolled back v2: request-success-rate: [0-9.]+ % errors vs 0 % on stable", output);
        Assert.Matches(@"\nusers +met [0-9]+ errors", output);
    }

    private static Task<(int ExitCode, string Output)> RunAsync(params string[] more) =>
        ChildProcess.RunAsync(
            Repository.Program,
            ["demo", .. more, "--listen", $"127.0.0.1:{FreePort.Next()}", "--admin", $"127.0.0.1:{FreePort.Next()}"],
            Patience
        );
}
