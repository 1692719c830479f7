namespace Serinus.Proxy.Transport;

/// <summary>Accepting on one listening socket by one loop.</summary>
internal interface IAcceptor
{
    /// <summary>Takes no more connections until <see cref="Resume"/>; the kernel lets them wait. On the loop's thread.</summary>
    void Pause();

    /// <summary>Takes connections again. On the loop's thread.</summary>
    void Resume();

    /// <summary>Accepts what the kernel has ready, then closes the socket. On the loop's thread.</summary>
    void Close();
}
