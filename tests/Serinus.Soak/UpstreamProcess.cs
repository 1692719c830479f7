using Serinus.Testbed;

namespace Serinus.Soak;

/// <summary>A server behind the edge, running. It keeps its ports when it is killed and started again.</summary>
internal sealed class UpstreamProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string name;
    private ChildProcess child;

    private UpstreamProcess(string name, UpstreamPorts ports, ChildProcess child) =>
        (this.name, Ports, this.child) = (name, ports, child);

    public UpstreamPorts Ports { get; }

    public string Http => $"\"http://127.0.0.1:{Ports.Http}\"";

    public string H2c => $"\"h2c://127.0.0.1:{Ports.H2c}\"";

    public static async Task<UpstreamProcess> StartAsync(string name)
    {
        var ports = new UpstreamPorts(FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());
        var upstream = new UpstreamProcess(name, ports, Start(name, ports));
        await upstream.ReadyAsync();
        return upstream;
    }

    /// <summary>Ends it without a farewell, as a machine that loses power.</summary>
    public async Task KillAsync()
    {
        child.Signal(Signal.Kill);
        await child.WaitForExitAsync(Patience);
        await child.DisposeAsync();
    }

    public Task StartAgainAsync()
    {
        child = Start(name, Ports);
        return ReadyAsync();
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private async Task ReadyAsync()
    {
        foreach (var port in new[] { Ports.Http, Ports.H2c, Ports.Tcp })
            await Readiness.ListensAsync(child, port, Patience);
    }

    private static ChildProcess Start(string name, UpstreamPorts ports) =>
        ChildProcess.Start(
            Environment.ProcessPath!,
            ["upstream", name, $"{ports.Http}", $"{ports.H2c}", $"{ports.Tcp}", $"{ports.Udp}"]
        );
}
