namespace Serinus.RolloutBench;

/// <summary>A bad canary's run: how long it had users, and what they met.</summary>
/// <param name="Exposure">From the first request the canary was sent to the last one.</param>
/// <param name="Exposed">Requests the canary answered to users.</param>
/// <param name="UserErrors">Errors users got.</param>
/// <param name="Reason">Why it was rolled back.</param>
internal sealed record BadRun(TimeSpan Exposure, long Exposed, long UserErrors, string Reason)
{
    private const double Errors = 0.1;

    /// <summary>One run at 10 % weight of a canary with 10 % errors.</summary>
    public static async Task<BadRun> PlayAsync(bool fallback, int seed)
    {
        await using var shop = await Shop.OpenAsync("10%, 50% every 5m", Errors, fallback, seed);
        var rollout = await shop.EndAsync();
        if (rollout.GetProperty("result").GetString() != "RolledBack")
            throw new InvalidOperationException($"the canary was not rolled back: {rollout}");
        return new BadRun(shop.Exposure, shop.Exposed, shop.UserErrors, rollout.GetProperty("reason").GetString()!);
    }
}
