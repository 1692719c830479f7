using Serinus.Testbed;

namespace Serinus.Compare;

/// <summary>A program that is up, idle until it is its turn.</summary>
public sealed class RunningPeer : IAsyncDisposable
{
    private const int SampleRequests = 1000;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(15);

    private readonly TemporaryFolder folder;
    private readonly ChildProcess child;
    private readonly PeerPorts ports;

    private RunningPeer(Peer peer, TemporaryFolder folder, ChildProcess child, PeerPorts ports) =>
        (Peer, this.folder, this.child, this.ports) = (peer, folder, child, ports);

    public Peer Peer { get; }

    public ProcessTree Processes => new(child.Id);

    public static async Task<RunningPeer> StartAsync(Peer peer, Origin origin)
    {
        var ports = new PeerPorts(FreePort.Next(), FreePort.Next(), FreePort.Next(), origin.Stable, origin.Canary);
        var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var (chain, key) = authority.Issue("localhost", "127.0.0.1");
        folder.Write(PeerPorts.Chain, chain);
        folder.Write(PeerPorts.Key, key);
        folder.Write(PeerPorts.Both, $"{chain}\n{key}\n");
        var command = peer.Command(folder.Write(peer.ConfigName, peer.Config(ports) + "\n"), ports);
        // Names of files in a configuration are of its folder; programs that keep state in the home of their user keep it in the folder instead.
        var environment = new Dictionary<string, string>
        {
            ["XDG_DATA_HOME"] = folder.Path,
            ["XDG_CONFIG_HOME"] = folder.Path,
        };
        var running = new RunningPeer(
            peer,
            folder,
            ChildProcess.Start(command[0], command[1..], environment, folder.Path),
            ports
        );
        try
        {
            await Readiness.ListensAsync(running.child, ports.Listen, StartTime);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    public Uri Url(string body, Protocol protocol = Protocol.Http) =>
        protocol == Protocol.Http
            ? new($"http://127.0.0.1:{ports.Listen}/{body}")
            : new($"https://127.0.0.1:{ports.Tls}/{body}");

    /// <summary>Share of the canary in a sample, after a look at every body: nothing is measured that does not do the work.</summary>
    public async Task<double> CheckAsync(IEnumerable<string> bodies)
    {
        using var client = new HttpClient();
        foreach (var body in bodies)
        {
            var bytes = await client.GetByteArrayAsync(Url(body));
            if (bytes.Length != Origin.Bodies[body])
                throw new InvalidDataException($"{Peer.Name} gave {bytes.Length} bytes for {body}");
        }

        var canary = 0;
        for (var i = 0; i < SampleRequests; i++)
        {
            using var response = await client.GetAsync(Url("19B"));
            response.EnsureSuccessStatusCode();
            if (response.Headers.GetValues("X-Version").Single() == "canary")
                canary++;
        }

        return (double)canary / SampleRequests;
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        folder.Dispose();
    }
}
