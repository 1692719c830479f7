namespace Serinus.Soak;

/// <summary>Hosts of the routes.</summary>
internal static class Hosts
{
    /// <summary>A server that is never killed: it may be sent what nobody may send twice.</summary>
    public const string Steady = "steady.test";

    /// <summary>The same over HTTP/2, for calls of gRPC.</summary>
    public const string Calls = "calls.test";

    /// <summary>A split that stays as it is while everything around it changes; its servers are never killed.</summary>
    public const string Canary = "canary.test";

    /// <summary>A split whose weights change with every reload.</summary>
    public const string Shifting = "shifting.test";

    /// <summary>Servers that are killed in turns; their endpoints come and go by reloads, too.</summary>
    public const string Mortal = "mortal.test";

    /// <summary>The same over HTTP/2.</summary>
    public const string MortalCalls = "mortal-calls.test";

    public static readonly string[] All = [Steady, Calls, Canary, Shifting, Mortal, MortalCalls];
}
