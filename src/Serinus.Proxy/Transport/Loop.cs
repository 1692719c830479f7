using System.Net;

namespace Serinus.Proxy.Transport;

/// <summary>
/// One thread that carries connections. All state of a connection belongs to its loop, so nothing on the way of an exchange is
/// locked or shared. Work from other threads comes in by <see cref="Post"/>.
/// </summary>
public abstract class Loop
{
    private const int ShortageMilliseconds = 10_000;
    private const int TrimMilliseconds = 5_000;

    private long toldOfShortage = long.MinValue / 2;

    private protected Loop(int index)
    {
        Index = index;
        Now = Environment.TickCount64;
        Timers = new TimerWheel(Now, Fault);
        Timers.Set(new Trimmer(this), Now + TrimMilliseconds);
    }

    /// <summary>Its number, from 0.</summary>
    public int Index { get; }

    /// <summary>Milliseconds, read once per turn: cheap, and right to a few milliseconds.</summary>
    public long Now { get; private protected set; }

    /// <summary>Buffers of this loop.</summary>
    public BufferPool Buffers { get; } = new();

    /// <summary>The loop's failures that belong to no exchange, such as a lack of file descriptors; null until somebody listens.</summary>
    public Action<string>? Complain { get; set; }

    internal TimerWheel Timers { get; }

    /// <summary>The deadline that lies <paramref name="time"/> ahead; none when it is zero.</summary>
    public long After(TimeSpan time) => time == TimeSpan.Zero ? long.MaxValue : Now + (long)time.TotalMilliseconds;

    /// <summary>Whether the current thread is the loop's own.</summary>
    public abstract bool IsCurrent { get; }

    /// <summary>Runs <paramref name="action"/> on the loop's thread, soon. From any thread.</summary>
    public abstract void Post(Action action);

    /// <summary>Sets a timer. On the loop's thread.</summary>
    public void Set(LoopTimer timer, long deadline) => Timers.Set(timer, deadline);

    /// <summary>
    /// Begins to accept on a listening socket made by <see cref="ListenSocket"/>; each connection is handed to <paramref name="accept"/> on the loop's thread.
    /// </summary>
    internal abstract IAcceptor Accept(ListenSocket socket, Action<Connection> accept);

    /// <summary>Takes a UDP socket that does not block; what comes in goes to <paramref name="owner"/>. On the loop's thread.</summary>
    internal abstract DatagramSocket Attach(System.Net.Sockets.Socket socket, IDatagramOwner owner);

    /// <summary>Opens a connection; the connection is null when that failed, and the status says how.</summary>
    public abstract ValueTask<(Connection? Connection, TransferStatus Status)> ConnectAsync(
        IPEndPoint endPoint,
        long deadline
    );

    /// <summary>Tells of a lack that hits many at once, every ten seconds at most.</summary>
    internal void Shortage(string message)
    {
        if (Now - toldOfShortage < ShortageMilliseconds)
            return;
        toldOfShortage = Now;
        Complain?.Invoke(message);
    }

    /// <summary>Tells that clients wait to be accepted until others leave.</summary>
    internal void NoDescriptorForClients() =>
        Shortage(
            $"no file descriptor left{Descriptors.OfAll} to accept a connection. New clients wait until others leave; "
                + "raise the limit of open files (LimitNOFILE, ulimit -n) or lower limits.connectionsMax"
        );

    /// <summary>A fault of the edge's own costs what it happened in, never the loop and all its connections.</summary>
    private protected void Fault(Exception bug) =>
        Complain?.Invoke($"a fault of the edge itself, please report it: {bug}");

    private protected void Run(Action action)
    {
        try
        {
            action();
        }
        catch (Exception bug)
        {
            Fault(bug);
        }
    }

    /// <summary>Starts the thread.</summary>
    public abstract void Start();

    /// <summary>Ends the thread once its turn is over, and waits for that. Connections still open are closed.</summary>
    public abstract void Stop();

    private sealed class Trimmer(Loop loop) : LoopTimer
    {
        protected internal override void Expired()
        {
            loop.Buffers.Trim();
            loop.Set(this, loop.Now + TrimMilliseconds);
        }
    }
}
