using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Serinus.Soak.Clients;
using Serinus.Soak.Trouble;
using Serinus.Testbed;

namespace Serinus.Soak;

/// <summary>What must be true when a run is over.</summary>
internal static class Promises
{
    /// <summary>Mean memory of the last third may be above that of the second by so much: what a collector does not give back at once.</summary>
    private const double GrowthMax = 0.10;

    private const long GrowthBytesMax = 8 << 20;

    /// <summary>The same for a run that is hardly more than the start: code is still compiled, and heaps find their size.</summary>
    private const long GrowthBytesMaxAtStart = 48 << 20;

    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(3);

    /// <summary>Descriptors beyond those at the start: a pipe or two of the runtime's own.</summary>
    private const int DescriptorsMax = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Looks at each and ends the edge; those that were broken.</summary>
    public static async Task<IReadOnlyList<string>> BrokenAsync(
        Site site,
        Tally tally,
        Vitals vitals,
        Disturbances disturbances,
        int descriptors
    )
    {
        var broken = new List<string>();
        if (tally.Lost > 0)
            broken.Add($"{tally.Lost} were lost:\n  {string.Join("\n  ", tally.Reasons)}");
        if (tally.Kinds.Where(kind => kind.Done == 0).Select(kind => kind.Kind).ToArray() is { Length: > 0 } none)
            broken.Add($"nothing was done of {string.Join(", ", none)}");
        CheckSplit(tally, broken);

        var (second, last) = (vitals.MeanOfThird(1), vitals.MeanOfThird(2));
        var spare = vitals.Time < StartTime ? GrowthBytesMaxAtStart : GrowthBytesMax;
        if (last > second * (1 + GrowthMax) + spare)
            broken.Add($"memory grew from {second / 1e6:F1} MB to {last / 1e6:F1} MB");
        await CheckDescriptorsAsync(site, vitals, descriptors, broken);
        await CheckCertificateAsync(site, disturbances, broken);
        await CheckEndAsync(site, broken);
        return broken;
    }

    /// <summary>A split is exact to within one over any number of requests; all of them were answered, so their sum is too.</summary>
    private static void CheckSplit(Tally tally, List<string> broken)
    {
        var (stable, canary) = (tally.Answers(Hosts.Canary, "stable"), tally.Answers(Hosts.Canary, "canary"));
        if (stable == 0 || canary == 0 || Math.Abs(canary - (stable + canary) / 10.0) > 1)
            broken.Add($"the canary got {canary} of {stable + canary}, not a tenth");
        if (tally.Answers(Hosts.Shifting, "stable") == 0 || tally.Answers(Hosts.Shifting, "canary") == 0)
            broken.Add("the shifting split did not reach both of its backends");
    }

    private static async Task CheckDescriptorsAsync(Site site, Vitals vitals, int before, List<string> broken)
    {
        try
        {
            await Readiness.UntilAsync(
                async () =>
                    await site.Edge.MetricAsync("serinus_connections") == 0
                    && vitals.Descriptors <= before + DescriptorsMax,
                Patience,
                () => $"{before} descriptors at the start, {vitals.Descriptors} at the end: {vitals.KindsOfDescriptors}"
            );
        }
        catch (TimeoutException leak)
        {
            broken.Add($"{leak.Message}; {await site.Edge.MetricAsync("serinus_connections")} connections are open");
        }
    }

    /// <summary>The last certificate written is the one that is served.</summary>
    private static async Task CheckCertificateAsync(Site site, Disturbances disturbances, List<string> broken)
    {
        if (disturbances.Certificates == 0)
            return;
        using var none = new CancellationTokenSource();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, site.TlsPort);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new Traffic(site, new Tally(), none.Token).Trust(Hosts.Steady));
        if (tls.RemoteCertificate!.GetSerialNumberString() != disturbances.LastCertificate)
            broken.Add("the last certificate is not the one that is served");
    }

    private static async Task CheckEndAsync(Site site, List<string> broken)
    {
        site.Edge.Child.Signal(Signal.Terminate);
        try
        {
            var exitCode = await site.Edge.Child.WaitForExitAsync(Patience);
            if (exitCode != 0)
                broken.Add($"the edge ended with {exitCode}");
        }
        catch (TimeoutException)
        {
            broken.Add("the edge did not end on SIGTERM");
        }

        // Traces of exceptions, seen or unseen.
        var trouble = site
            .Edge.Child.Output.Split('\n')
            .Where(line =>
                line.Contains("Exception", StringComparison.Ordinal)
                || line.Contains("fault of the edge", StringComparison.Ordinal)
                || line.StartsWith("   at ", StringComparison.Ordinal)
            )
            .Take(5)
            .ToArray();
        if (trouble.Length > 0)
            broken.Add($"the log has {string.Join("\n  ", trouble)}");
    }
}
