using System.Net;
using Serinus.Proxy.Tls;
using Serinus.Routing;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// Which listener a connection came in on, on one loop. Its index is looked up in the snapshot an exchange is served under, for
/// listeners may change places while connections stay open. Only the loop's thread touches it.
/// </summary>
internal sealed class ListenerSeat(string name, IPEndPoint endPoint)
{
    private Snapshot? known;
    private int index;
    private Listener? last;
    private IAnswer[] answers = [];
    private ListenerTls? tls;

    /// <summary>Name of the listener; a rename keeps port and connections.</summary>
    public string Name { get; set; } = name;

    /// <summary>Whether it takes no more clients: connections end after the exchange they carry.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Index of the listener in a snapshot; -1 when the snapshot has it no more.</summary>
    public int IndexIn(Snapshot snapshot)
    {
        if (known == snapshot)
            return index;
        known = snapshot;
        index = -1;
        foreach (var listener in snapshot.Listeners)
        {
            if (listener.Name == Name && listener.EndPoint.Equals(endPoint))
                index = listener.Index;
        }

        return index;
    }

    /// <summary>The listener in a snapshot. A connection that outlives its listener keeps the last one: what it asked for goes on to be asked for.</summary>
    public Listener? ListenerIn(Snapshot snapshot)
    {
        var at = IndexIn(snapshot);
        if (at >= 0)
            last = snapshot.Listeners[at];
        return last;
    }

    /// <summary>
    /// What the listener's own filters answer. A connection that outlives its listener keeps the last ones: whoever was kept out stays out.
    /// </summary>
    public IAnswer[] AnswersIn(LiveSnapshot live)
    {
        var at = IndexIn(live.Snapshot);
        if ((uint)at < (uint)live.ListenerAnswers.Length)
            answers = live.ListenerAnswers[at];
        return answers;
    }

    /// <summary>TLS of the listener; null when it speaks none. One that is gone keeps what it had.</summary>
    public ListenerTls? TlsIn(LiveSnapshot live)
    {
        var at = IndexIn(live.Snapshot);
        if ((uint)at < (uint)live.ListenerTls.Length)
            tls = live.ListenerTls[at];
        return tls;
    }

    /// <summary>Whether clients may speak HTTP/2. One that is gone begins no new conversation.</summary>
    public bool SpeaksHttp2In(LiveSnapshot live)
    {
        var at = IndexIn(live.Snapshot);
        return at >= 0 && live.Snapshot.Listeners[at].Config.Http2;
    }

    /// <summary>Takes a new name.</summary>
    public void Rename(string newName)
    {
        Name = newName;
        known = null;
    }
}
