namespace Serinus.Proxy.Pipeline;

/// <summary>What is spoken on a client's connection once its protocol is known. On the loop's thread.</summary>
internal interface ISession
{
    /// <summary>Whether it carries something that should be finished before the connection is closed.</summary>
    bool IsServing { get; }

    /// <summary>Serves the connection to its end, and closes it.</summary>
    ValueTask RunAsync();

    /// <summary>Ends it if nothing is under way; else after what is.</summary>
    void CloseIfIdle();

    /// <summary>Ends it at once.</summary>
    void Cut();
}
