namespace Serinus.Proxy.Transport;

/// <summary>Carries a bulk of bytes from one connection to another within the system, without a buffer of the program. On the loop's thread.</summary>
public abstract class Conduit : IDisposable
{
    /// <summary>Takes what the one connection has, at least one byte, waiting for it; everything taken before must have been passed on.</summary>
    public abstract ValueTask<Transfer> FillAsync(long deadline);

    /// <summary>Passes all that was taken on to the other connection.</summary>
    public abstract ValueTask<Transfer> DrainAsync(long deadline);

    /// <summary>Gives up what the system holds for it, and what was not passed on.</summary>
    public abstract void Dispose();
}
