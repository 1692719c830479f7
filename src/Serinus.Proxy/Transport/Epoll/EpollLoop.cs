using System.Collections.Concurrent;
using System.ComponentModel;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Serinus.Proxy.Transport.Epoll.Native;

namespace Serinus.Proxy.Transport.Epoll;

/// <summary>
/// A loop over Linux epoll, edge-triggered: a descriptor is added once and never changed, and a connection reads or writes until
/// the kernel says it would block. One turn is: wait, hand out events, run posted work, fire timers.
/// </summary>
internal sealed class EpollLoop : Loop
{
    private const int EventsPerWait = 256;

    private readonly ConcurrentQueue<Action> posted = new();
    private readonly Thread thread;
    private readonly int epoll;
    private readonly int wake;
    private EpollSource?[] sources = new EpollSource?[256];
    private uint[] generations = new uint[256];
    private int[] free = new int[256];
    private int freeCount;
    private int wakeIsSet;
    private volatile bool stopping;

    /// <summary>Connections that gave up their turn for others; they go on in the next one.</summary>
    private readonly Queue<EpollConnection> yielded = new();

    public EpollLoop(int index)
        : base(index)
    {
        epoll = Check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
        wake = Check(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
        for (var i = sources.Length - 1; i >= 0; i--)
            free[freeCount++] = i;
        Control(EPOLL_CTL_ADD, wake, EPOLLIN, ulong.MaxValue);
        thread = new Thread(Run) { Name = $"serinus-loop-{index}", IsBackground = true };
    }

    public override bool IsCurrent => Thread.CurrentThread == thread;

    public override void Start() => thread.Start();

    public override void Stop()
    {
        stopping = true;
        Wake();
        if (!IsCurrent)
            thread.Join();
    }

    public override void Post(Action action)
    {
        posted.Enqueue(action);

        // The loop itself looks before it waits.
        if (!IsCurrent)
            Wake();
    }

    internal override IAcceptor Accept(ListenSocket socket, Action<Connection> accept) =>
        new EpollAcceptor(this, socket, accept);

    internal override DatagramSocket Attach(System.Net.Sockets.Socket socket, IDatagramOwner owner) =>
        new EpollDatagramSocket(this, socket, owner);

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public override async ValueTask<(Connection? Connection, TransferStatus Status)> ConnectAsync(
        IPEndPoint endPoint,
        long deadline
    )
    {
        var connection = EpollConnection.Connect(this, endPoint, out var isConnected, out var failure);
        if (connection is null)
            return (null, failure);
        if (!isConnected)
        {
            var connected = await connection.WaitConnectedAsync(deadline);
            if (!connected.IsDone)
            {
                connection.Close(reset: true);
                return (null, connected.Status);
            }
        }

        return (connection, TransferStatus.Done);
    }

    /// <summary>Watches a source from now on. Throws nothing: false when the kernel has no room.</summary>
    internal bool Add(EpollSource source, uint events)
    {
        if (freeCount == 0)
            Grow();
        var place = free[--freeCount];
        var token = ((ulong)++generations[place] << 32) | (uint)place;
        source.Token = token;
        sources[place] = source;
        if (TryControl(EPOLL_CTL_ADD, source.Descriptor, events, token) >= 0)
            return true;
        sources[place] = null;
        free[freeCount++] = place;
        return false;
    }

    /// <summary>Forgets a source; closing its descriptor takes it out of the kernel's set. Events already fetched find the place empty or newer.</summary>
    internal void Remove(EpollSource source)
    {
        var place = (int)(uint)source.Token;
        if (sources[place] != source)
            return;
        sources[place] = null;
        generations[place]++;
        free[freeCount++] = place;
    }

    internal void Yield(EpollConnection connection) => yielded.Enqueue(connection);

    private unsafe void Run()
    {
        var events = stackalloc byte[EventsPerWait * EventBytes];
        while (!stopping)
        {
            var timeout = yielded.Count > 0 || !posted.IsEmpty ? 0 : Timers.Wait(Now);
            var count = epoll_wait(epoll, events, EventsPerWait, timeout);
            Now = Environment.TickCount64;
            for (var i = 0; i < count; i++)
                HandOut(events + i * EventBytes);
            for (var left = yielded.Count; left > 0; left--)
                yielded.Dequeue().Resume();
            RunPosted();
            Timers.Advance(Now);
        }

        foreach (var source in sources)
            source?.LoopEnded();
        RunPosted();
        close(wake);
        close(epoll);
    }

    private unsafe void HandOut(byte* @event)
    {
        var token = Unsafe.ReadUnaligned<ulong>(@event + DataOffset);
        if (token == ulong.MaxValue)
        {
            ulong sink;
            read(wake, (byte*)&sink, sizeof(ulong));
            Volatile.Write(ref wakeIsSet, 0);
            return;
        }

        var source = sources[(int)(uint)token];
        if (source is null || source.Token != token)
            return;
        try
        {
            source.Ready(Unsafe.ReadUnaligned<uint>(@event));
        }
        catch (Exception bug)
        {
            Fault(bug);
        }
    }

    private void RunPosted()
    {
        if (posted.IsEmpty)
            return;

        // Bounded by what was there: work that posts itself anew must not keep the sockets waiting.
        for (var left = posted.Count; left > 0 && posted.TryDequeue(out var action); left--)
            Run(action);
    }

    private unsafe void Wake()
    {
        if (Interlocked.Exchange(ref wakeIsSet, 1) != 0)
            return;
        ulong one = 1;
        write(wake, (byte*)&one, sizeof(ulong));
    }

    private void Grow()
    {
        var old = sources.Length;
        Array.Resize(ref sources, old * 2);
        Array.Resize(ref generations, old * 2);
        Array.Resize(ref free, old * 2);
        for (var i = old * 2 - 1; i >= old; i--)
            free[freeCount++] = i;
    }

    private void Control(int operation, int descriptor, uint events, ulong token) =>
        Check(TryControl(operation, descriptor, events, token), "epoll_ctl");

    private unsafe int TryControl(int operation, int descriptor, uint events, ulong token)
    {
        var @event = stackalloc byte[16];
        Unsafe.WriteUnaligned(@event, events);
        Unsafe.WriteUnaligned(@event + DataOffset, token);
        return epoll_ctl(epoll, operation, descriptor, @event);
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call} failed");
}
