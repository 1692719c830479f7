using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Http2;

/// <summary>A stream of HTTP/2 that was opened as a tunnel (RFC 8441), as a connection.</summary>
internal sealed class StreamTunnel(Connection client, IFeatureCollection features)
    : StreamConnection(client.Loop, client.Peer, client.LocalPort)
{
    private readonly LoopWait<Stream> accepting = new(client.Loop);
    private readonly LoopWait<bool> ending = new(client.Loop);
    private Task<bool>? completing;

    /// <summary>Tells the client that the tunnel stands.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<Transfer> AcceptAsync(long deadline)
    {
        var accepted = await accepting.StartAsync(
            features.GetRequiredFeature<IHttpExtendedConnectFeature>().AcceptAsync(),
            deadline
        );
        if (accepted.IsDone)
            Begin(accepting.Result!);
        return accepted;
    }

    /// <summary>Waits until nothing touches the stream any more.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    public async ValueTask LeaveAsync()
    {
        if (accepting.IsUnderWay)
        {
            BreakOff();
            await accepting.GoOnAsync(long.MaxValue);
        }

        await EndAsync();
        if (completing is not null)
            await ending.StartAsync(new ValueTask<bool>(completing), long.MaxValue);
    }

    private protected override Ends SocketEnds() => client.Ends;

    protected override void EndSending() => completing = CompleteAsync();

    // RFC 8441 §5: what would be a reset of the connection is one of the stream, with CANCEL.
    protected override void BreakOff() =>
        features.GetRequiredFeature<IHttpResetFeature>().Reset((int)Http2Error.Cancel);

    private async Task<bool> CompleteAsync()
    {
        await features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
        return true;
    }
}
