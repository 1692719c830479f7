using System.Text;

namespace Serinus.Testbed;

/// <summary>A request as an upstream received it.</summary>
public sealed class RecordedRequest(UpstreamConnection connection, string method, string target, Fields head)
{
    private bool bodyRead;

    /// <summary>The connection it came over.</summary>
    public UpstreamConnection Connection { get; } = connection;

    public string Method { get; } = method;

    public string Target { get; } = target;

    public Fields Head { get; } = head;

    public byte[] Body { get; private set; } = [];

    public string Text => Encoding.Latin1.GetString(Body);

    public Fields Trailers { get; private set; } = Fields.None;

    /// <summary>Whether all of it arrived.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads the body, once; later calls do nothing.</summary>
    public async Task ReadBodyAsync()
    {
        if (bodyRead)
            return;
        bodyRead = true;
        var reader = Connection.Reader;
        if (Head.Has("Transfer-Encoding"))
            (Body, Trailers) = await reader.ReadChunkedAsync(Connection.Closing);
        else if (Head["Content-Length"] is { } length)
            Body = await reader.ReadExactlyAsync(int.Parse(length), Connection.Closing);
        IsComplete = true;
    }

    /// <summary>Reads the body and drops it; for bodies that would not fit memory.</summary>
    public async Task SkipBodyAsync()
    {
        bodyRead = true;
        Connection.Reader.Keeps = false;
        await Connection.Reader.SkipAsync(long.Parse(Head["Content-Length"]!), Connection.Closing);
        IsComplete = true;
    }

    public override string ToString() => $"{Method} {Target}";
}
