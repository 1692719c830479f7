using Serinus.Testbed;

namespace Serinus.EndToEnd.Commands;

/// <summary>What <c>serinus rollout</c> says where there is nobody to ask.</summary>
public class RolloutCommandTests
{
    [Fact]
    public async Task Who_asks_a_cluster_that_nothing_names_is_told_what_was_looked_for()
    {
        using var folder = new TemporaryFolder();
        var none = Path.Combine(folder.Path, "none");
        await using var command = ChildProcess.Start(
            Repository.Program,
            ["rollout", "list", "-A"],
            new Dictionary<string, string> { ["KUBECONFIG"] = none }
        );

        Assert.NotEqual(0, await command.WaitForExitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains($"KUBECONFIG ({none}) names no file that is there", command.Output, StringComparison.Ordinal);
        Assert.Contains("leave out -n, -A and --context to ask an edge", command.Output, StringComparison.Ordinal);
    }
}
