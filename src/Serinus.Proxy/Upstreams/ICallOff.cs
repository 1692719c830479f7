namespace Serinus.Proxy.Upstreams;

/// <summary>Something asked of an upstream that nobody waits for any more once the client has gone. On the loop's thread.</summary>
internal interface ICallOff
{
    /// <summary>Calls it off; whoever awaits it is told soon.</summary>
    void CallOff();
}
