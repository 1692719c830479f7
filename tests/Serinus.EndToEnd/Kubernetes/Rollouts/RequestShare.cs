namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>How many of some requests the canary answered, over connections that are kept.</summary>
internal static class RequestShare
{
    /// <summary>Answers of the version under test among so many, which all have to be 200.</summary>
    /// <param name="app">The application; its version under test is <c>v2</c>.</param>
    /// <param name="requests">How many.</param>
    public static async Task<int> OfCanaryAsync(RolloutApp app, int requests)
    {
        var counts = await RequestCount.ByServiceAsync(app.Site.Edge.HttpsPort, app.Host, requests, connections: 4);
        Assert.Equal(requests, counts.Values.Sum());
        Assert.All(counts.Keys, version => Assert.Matches("^v[0-9]$", version));
        return counts.GetValueOrDefault("v2");
    }
}
