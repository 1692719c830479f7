using System.Runtime.CompilerServices;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;

namespace Serinus.Proxy.Upstreams;

/// <summary>One HTTP/1.1 connection to an endpoint, with its buffers and parsers: used by one exchange at a time, kept open between them.</summary>
internal sealed class UpstreamConnection : ICallOff
{
    private readonly ResponseParser parser = new();

    public UpstreamConnection(Connection connection, ConnectionPool pool)
    {
        Connection = connection;
        Pool = pool;
        var buffers = connection.Loop.Buffers;
        Input = new InputBuffer(buffers);
        Output = new OutputBuffer(buffers);
        Body = new MessageBody(Input);
    }

    public Connection Connection { get; }

    public ConnectionPool Pool { get; }

    public InputBuffer Input { get; }

    public OutputBuffer Output { get; }

    /// <summary>Head of the response being read.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>Body of the response being read.</summary>
    public MessageBody Body { get; }

    /// <summary>The rules of TLS it was opened under.</summary>
    public EndpointTls? Tls { get; init; }

    /// <summary>Whether it has served an exchange before: the endpoint may have closed it meanwhile.</summary>
    public bool IsReused { get; set; }

    /// <summary>When it was last put into the pool.</summary>
    public long IdleSince { get; set; }

    /// <summary>What the head says about body and connection.</summary>
    public ref readonly Framing Framing => ref parser.Framing;

    /// <summary>Why the response was refused.</summary>
    public Rejection? Rejection => parser.Rejection;

    /// <summary>Begins to read a response, or the next one after an interim response.</summary>
    public void BeginResponse()
    {
        if (Input.IsEmpty)
            Input.Release();
        parser.Reset(Input.Start);
        Head.Reset(Input.Bytes);
    }

    /// <summary>Reads on in what was received.</summary>
    public ParseStatus ParseHead(int headBytesMax)
    {
        var status = parser.Parse(Input.All, Head, headBytesMax);
        if (status == ParseStatus.Done)
            Input.Consume(parser.End - Input.Start);
        return status;
    }

    /// <summary>Receives more of the head. While nothing of it is here no buffer is held: most of an exchange's time is this wait.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Transfer> ReceiveHeadAsync(long deadline)
    {
        if (Input.IsEmpty && !Connection.MayHaveInput)
        {
            var waited = await Connection.WaitReadableAsync(deadline);
            if (!waited.IsDone)
                return waited;
        }

        var room = Input.RoomForHead();
        Head.Move(Input.Bytes);
        return await Connection.ReceiveAsync(room, deadline);
    }

    public void CallOff() => Connection.CancelReceive();

    /// <summary>Closes it and gives its buffers back.</summary>
    public void Close(bool reset = false)
    {
        Connection.Close(reset);
        Input.Release();
        Output.Release();
    }
}
