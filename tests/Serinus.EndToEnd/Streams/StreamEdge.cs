using Serinus.Testbed;

namespace Serinus.EndToEnd.Streams;

/// <summary>The program with a TCP listener of its own beside the one for requests.</summary>
public sealed class StreamEdge : IAsyncDisposable
{
    private StreamEdge(SerinusProcess process, int port) => (Process, Port) = (process, port);

    public SerinusProcess Process { get; }

    /// <summary>Where it relays.</summary>
    public int Port { get; }

    /// <summary>Starts it.</summary>
    /// <param name="transport">Side of the transport seam.</param>
    /// <param name="config">Everything but listeners; stream routes go to the listener <c>tcp</c>.</param>
    /// <param name="listener">What else the listener says, such as <c>, protocol: udp</c>.</param>
    public static async Task<StreamEdge> StartAsync(string? transport, string config, string listener = "protocol: tcp")
    {
        var port = FreePort.Next();
        return new StreamEdge(await SerinusProcess.StartAsync(Whole(port, listener, config), transport), port);
    }

    public Task ReloadAsync(string config, string listener = "protocol: tcp") =>
        Process.ReloadAsync(Whole(Port, listener, config));

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static string Whole(int port, string listener, string config) =>
        $$"""
            listeners:
              - { name: tcp, address: "127.0.0.1:{{port}}", {{listener}} }
            {{config}}
            """;
}
