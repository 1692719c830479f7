namespace Serinus.EndToEnd;

/// <summary>The two sides of the transport seam, as the program's hidden option names them.</summary>
public static class Transports
{
    public const string Epoll = "epoll";
    public const string Sockets = "sockets";

    public static readonly string[] Names = [Epoll, Sockets];

    /// <summary>One row per transport.</summary>
    public static TheoryData<string> All => [.. Names];
}
