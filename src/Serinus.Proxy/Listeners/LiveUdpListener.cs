using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Streams;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Listeners;

/// <summary>An open UDP listener among the others. It has no connections to wait for: sessions of its clients end when it closes.</summary>
internal sealed class LiveUdpListener(Worker worker, ListenerSeat seat) : ILiveListener
{
    private readonly UdpListener listener = new(worker, seat);

    public void Open(ListenSocket socket) => listener.Open(socket);

    public void Rename(string name) => seat.Rename(name);

    public void Close() => listener.Close();

    public void CloseIdle() { }

    public int CutAll() => 0;
}
