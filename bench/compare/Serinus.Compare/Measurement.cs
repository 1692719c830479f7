using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>One run of one program.</summary>
public sealed record Measurement(
    string Program,
    Protocol Protocol,
    string Body,
    int Connections,
    WrkRun Load,
    TimeSpan Processor,
    long PeakBytes
)
{
    /// <summary>Measures a program that is up.</summary>
    public static async Task<Measurement> TakeAsync(
        RunningPeer peer,
        Protocol protocol,
        string body,
        int connections,
        int seconds
    )
    {
        peer.Processes.ForgetPeak();
        var before = peer.Processes.ProcessorTime;
        var url = peer.Url(body, protocol);
        var load = protocol switch
        {
            Protocol.H2 => await H2loadRun.RunAsync(url, connections, seconds),
            Protocol.Handshake => await AbRun.RunAsync(url, connections, seconds),
            _ => await WrkRun.RunAsync(url, connections, seconds, closes: protocol == Protocol.Resume),
        };
        var processor = peer.Processes.ProcessorTime - before;
        return new Measurement(peer.Peer.Name, protocol, body, connections, load, processor, peer.Processes.PeakBytes);
    }
}
