namespace Serinus.Proxy.Upstreams;

/// <summary>Bounds second tries to a share of the requests of the last ten seconds, so that retries cannot become the load.</summary>
public sealed class RetryBudget
{
    /// <summary>Counts a first try.</summary>
    public void Requested(long nowMilliseconds) => throw new NotImplementedException();

    /// <summary>Takes one retry if the budget allows it.</summary>
    public bool TryTake(int percent, int minPerSecond, long nowMilliseconds) => throw new NotImplementedException();
}
