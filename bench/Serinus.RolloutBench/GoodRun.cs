using System.Text.Json;

namespace Serinus.RolloutBench;

/// <summary>A healthy canary's run.</summary>
/// <param name="Took">From its beginning to its end.</param>
/// <param name="UserErrors">Errors users got.</param>
internal sealed record GoodRun(TimeSpan Took, long UserErrors)
{
    /// <summary>What the steps plan: 1, 10 and 50 % for 5 s each.</summary>
    public static readonly TimeSpan Planned = TimeSpan.FromSeconds(15);

    /// <summary>One run of a canary without errors.</summary>
    public static async Task<GoodRun> PlayAsync(int seed)
    {
        await using var shop = await Shop.OpenAsync("1%, 10%, 50% every 5s", errors: 0, fallback: false, seed);
        var rollout = await shop.EndAsync();
        if (rollout.GetProperty("result").GetString() != "Promoted")
            throw new InvalidOperationException($"the canary was not promoted: {rollout}");
        return new GoodRun(Time(rollout, "endedAt") - Time(rollout, "startedAt"), shop.UserErrors);
    }

    private static DateTimeOffset Time(JsonElement rollout, string name) =>
        rollout.GetProperty(name).GetDateTimeOffset();
}
