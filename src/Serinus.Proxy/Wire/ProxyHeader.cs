using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Wire;

/// <summary>A PROXY header that was read.</summary>
/// <param name="Length">Its bytes; what follows is the client's.</param>
/// <param name="Ends">Who the client is; null when the connection speaks for itself: LOCAL, or a family without addresses.</param>
internal readonly record struct ProxyHeader(int Length, Ends? Ends);
