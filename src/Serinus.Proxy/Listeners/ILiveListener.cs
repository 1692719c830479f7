using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Listeners;

/// <summary>An open listener on one loop. On the loop's thread.</summary>
internal interface ILiveListener
{
    void Open(ListenSocket socket);

    /// <summary>Takes another name; port and clients stay.</summary>
    void Rename(string name);

    /// <summary>Takes no more clients.</summary>
    void Close();

    /// <summary>Ends connections on which nothing is under way.</summary>
    void CloseIdle();

    /// <summary>Ends all connections at once; how many carried something.</summary>
    int CutAll();
}
