using Serinus.Testbed;

namespace Serinus.Soak.Trouble;

/// <summary>What happens around the edge while it serves: reloads, new certificates, servers that die and come back.</summary>
internal sealed class Disturbances(Site site, CancellationToken stop)
{
    private static readonly TimeSpan ReloadEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CertificateEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(3);

    public int Reloads { get; private set; }

    public int Certificates { get; private set; }

    /// <summary>Serial number of the last certificate.</summary>
    public string LastCertificate { get; private set; } = "";

    public int Kills { get; private set; }

    public Task RunAsync() => Task.WhenAll(ReloadAsync(), RenewAsync(), KillAsync());

    private async Task ReloadAsync()
    {
        while (await PauseAsync(ReloadEvery))
            await site.Edge.ReloadAsync(site.Config(++Reloads));
    }

    private async Task RenewAsync()
    {
        while (await PauseAsync(CertificateEvery))
        {
            LastCertificate = site.NewCertificate();
            Certificates++;
        }
    }

    /// <summary>In turns, and never one before the other is back.</summary>
    private async Task KillAsync()
    {
        while (await PauseAsync(KillEvery))
        {
            var victim = site.Mortals[Kills++ % site.Mortals.Length];
            await victim.KillAsync();
            await PauseAsync(ReloadEvery);
            await victim.StartAgainAsync();
        }
    }

    /// <summary>False when the run is over.</summary>
    private async Task<bool> PauseAsync(TimeSpan time)
    {
        await Task.Delay(time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
