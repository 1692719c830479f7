using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>One run of one program.</summary>
public sealed record Measurement(
    string Program,
    string Body,
    int Connections,
    WrkRun Load,
    TimeSpan Processor,
    long PeakBytes
)
{
    /// <summary>Measures a program that is up.</summary>
    public static async Task<Measurement> TakeAsync(RunningPeer peer, string body, int connections, int seconds)
    {
        peer.Processes.ForgetPeak();
        var before = peer.Processes.ProcessorTime;
        var load = await WrkRun.RunAsync(peer.Url(body), connections, seconds);
        var processor = peer.Processes.ProcessorTime - before;
        return new Measurement(peer.Peer.Name, body, connections, load, processor, peer.Processes.PeakBytes);
    }
}
