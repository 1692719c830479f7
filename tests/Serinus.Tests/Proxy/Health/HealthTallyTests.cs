using Serinus.Proxy.Health;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Health;

public sealed class HealthTallyTests
{
    private static readonly HealthCheckConfig Config = new() { HealthyThreshold = 2, UnhealthyThreshold = 3 };

    [Theory]
    [InlineData("-", "+")]
    [InlineData("--", "++")]
    [InlineData("---", "++-")]
    [InlineData("--+---", "+++++-")]
    [InlineData("---+-++", "++----+")]
    [InlineData("+---++", "+++--+")]
    public void Health_follows_rows_of_equal_results(string results, string health)
    {
        Assert.Equal(health, Run(results, healthy: true));
    }

    [Theory]
    [InlineData("+", "+")]
    [InlineData("-+", "--")]
    [InlineData("-++", "--+")]
    public void A_good_first_check_by_new_settings_brings_an_endpoint_back_at_once(string results, string health)
    {
        Assert.Equal(health, Run(results, healthy: false));
    }

    private static string Run(string results, bool healthy)
    {
        var tally = default(HealthTally);
        var health = "";
        foreach (var result in results)
        {
            tally = tally.Count(result == '+');
            healthy = tally.IsHealthy(healthy, Config);
            health += healthy ? '+' : '-';
        }

        return health;
    }
}
