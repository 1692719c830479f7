namespace Serinus.Proxy.Pipeline;

/// <summary>Statuses that the pipeline treats in a way of their own.</summary>
internal static class StatusCodes
{
    public const int Continue = 100;

    public const int SwitchingProtocols = 101;

    /// <summary>By custom of nginx: the client left before a response could be sent.</summary>
    public const int ClientClosed = 499;
}
