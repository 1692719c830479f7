using Serinus.Testbed;

namespace Serinus.EndToEnd.Reliability;

/// <summary>What <c>./dev soak</c> does, for a moment.</summary>
[Collection(LoadCollection.Name)]
public class SoakTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Everything_at_once_with_trouble_all_around_loses_nothing_and_leaks_nothing()
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "Serinus.Soak"),
            ["0.33"],
            Patience
        );

        Assert.True(exitCode == 0, output);
        Assert.Contains("every promise was kept", output, StringComparison.Ordinal);
    }
}
