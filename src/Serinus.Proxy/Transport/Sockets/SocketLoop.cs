using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;

namespace Serinus.Proxy.Transport.Sockets;

/// <summary>
/// A loop over <see cref="System.Net.Sockets.Socket"/>, for systems without epoll: the framework's threads report that a socket is
/// ready, and the loop's own thread does everything else. Slower by a thread switch per wait, the same in behaviour.
/// </summary>
internal sealed class SocketLoop : Loop
{
    private readonly ConcurrentQueue<Action> posted = new();
    private readonly HashSet<SocketConnection> connections = [];
    private readonly AutoResetEvent signal = new(false);
    private readonly Thread thread;
    private int signalled;
    private volatile bool stopping;

    public SocketLoop(int index)
        : base(index) => thread = new Thread(Run) { Name = $"serinus-loop-{index}", IsBackground = true };

    public override bool IsCurrent => Thread.CurrentThread == thread;

    public override void Start() => thread.Start();

    public override void Stop()
    {
        stopping = true;
        signal.Set();
        if (!IsCurrent)
            thread.Join();
    }

    public override void Post(Action action)
    {
        posted.Enqueue(action);
        if (Interlocked.Exchange(ref signalled, 1) == 0)
            signal.Set();
    }

    internal override IAcceptor Accept(ListenSocket socket, Action<Connection> accept) =>
        new SocketAcceptor(this, socket, accept);

    internal override DatagramSocket Attach(System.Net.Sockets.Socket socket, IDatagramOwner owner) =>
        new SocketDatagramSocket(this, socket, owner);

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<(Connection? Connection, TransferStatus Status)> ConnectAsync(
        IPEndPoint endPoint,
        long deadline
    )
    {
        var connection = SocketConnection.Connect(this, endPoint, deadline, out var connecting);
        if (connection is null)
            return (null, TransferStatus.NoResources);
        var connected = await connecting;
        if (connected.IsDone)
            return (connection, TransferStatus.Done);
        connection.Close(reset: true);
        return (null, connected.Status);
    }

    internal void Opened(SocketConnection connection) => connections.Add(connection);

    internal void Closed(SocketConnection connection) => connections.Remove(connection);

    private void Run()
    {
        while (!stopping)
        {
            if (posted.IsEmpty)
                signal.WaitOne(Timers.Wait(Now));
            Volatile.Write(ref signalled, 0);
            Now = Environment.TickCount64;
            RunPosted();
            Timers.Advance(Now);
        }

        foreach (var connection in connections.ToArray())
            connection.Close(reset: true);
        RunPosted();
    }

    private void RunPosted()
    {
        for (var left = posted.Count; left > 0 && posted.TryDequeue(out var action); left--)
            Run(action);
    }
}
