namespace Serinus.Testbed.Kubernetes;

/// <summary>A real etcd of one member, with its data in a folder of its own. It can be ended without a word and started again on the same data.</summary>
public sealed class EtcdProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort.Next();
    private readonly int peerPort = FreePort.Next();
    private ChildProcess? child;

    private EtcdProcess() { }

    public string Url => $"http://127.0.0.1:{port}";

    public string Output => child?.Output ?? "";

    public static async Task<EtcdProcess> StartAsync()
    {
        var etcd = new EtcdProcess();
        await etcd.StartAgainAsync();
        return etcd;
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        child!.Signal(Signal.Kill);
        await child.WaitForExitAsync(StartTime);
    }

    /// <summary>Starts it on the same port and the same data.</summary>
    public async Task StartAgainAsync()
    {
        if (child is not null)
            await child.DisposeAsync();
        var peer = $"http://127.0.0.1:{peerPort}";
        child = ChildProcess.Start(
            "etcd",
            [
                "--name=test",
                $"--data-dir={folder.Path}/data",
                $"--listen-client-urls={Url}",
                $"--advertise-client-urls={Url}",
                $"--listen-peer-urls={peer}",
                $"--initial-advertise-peer-urls={peer}",
                $"--initial-cluster=test={peer}",
                // A crash of the process loses nothing the kernel has; only a crash of the machine would.
                "--unsafe-no-fsync",
                "--log-level=warn",
            ]
        );
        await Readiness.ListensAsync(child, port, StartTime);
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await child.DisposeAsync();
        folder.Dispose();
    }
}
