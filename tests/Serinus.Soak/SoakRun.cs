using System.Diagnostics;
using System.Globalization;
using System.Net;
using Serinus.Soak.Clients;
using Serinus.Soak.Trouble;
using Serinus.Testbed;

namespace Serinus.Soak;

/// <summary>Everything at once for a while, then the promises one by one.</summary>
internal static class SoakRun
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs it; the promises that were broken, in words.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(TimeSpan time, TextWriter output)
    {
        await using var site = await Site.StartAsync();
        using var stop = new CancellationTokenSource();
        var tally = new Tally();
        var vitals = new Vitals(site.Edge);
        var descriptors = vitals.Descriptors;
        output.WriteLine($"at the start: {vitals.KindsOfDescriptors}");
        var disturbances = new Disturbances(site, stop.Token);
        var clients = Start(new Traffic(site, tally, stop.Token));
        var disturbing = disturbances.RunAsync();

        await FollowAsync(time, site, tally, vitals, disturbances, output);

        await stop.CancelAsync();
        await disturbing;
        await Task.WhenAll(clients);
        output.WriteLine(Summary(time, tally, vitals, disturbances));
        return await Promises.BrokenAsync(site, tally, vitals, disturbances, descriptors);
    }

    /// <summary>Some of every kind; together a few hundred requests a second.</summary>
    private static List<Task> Start(Traffic traffic)
    {
        var clients = new List<Func<Task>>();
        for (var i = 0; i < 2; i++)
        {
            clients.Add(() => RawClients.GetAsync(traffic, Hosts.Mortal, Hosts.Canary, Hosts.MortalCalls));
            clients.Add(() => RawClients.GetAsync(traffic, Hosts.Shifting, Hosts.Mortal, Hosts.Steady));
            clients.Add(() => SlowClients.HeadsAsync(traffic));
            clients.Add(() => SlowClients.BodiesAsync(traffic));
            clients.Add(() => SlowClients.ReadersAsync(traffic));
            clients.Add(() => SlowClients.HandshakesAsync(traffic));
        }

        foreach (var isSecure in new[] { false, true })
        {
            foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
                clients.Add(() =>
                    FrameworkClients.GetAsync(traffic, version, isSecure, Hosts.Mortal, Hosts.Canary, Hosts.MortalCalls)
                );
        }

        clients.Add(() => RawClients.PostAsync(traffic));
        clients.Add(() => RawClients.RelayAsync(traffic));
        clients.Add(() => RawClients.DatagramsAsync(traffic));
        clients.Add(() => FrameworkClients.HandshakesAsync(traffic));
        clients.Add(() => FrameworkClients.CallsAsync(traffic, isStreaming: false));
        clients.Add(() => FrameworkClients.CallsAsync(traffic, isStreaming: true));
        clients.Add(() => FrameworkClients.SocketsAsync(traffic));
        return clients.ConvertAll(Task.Run);
    }

    /// <summary>Looks once a second and tells every ten.</summary>
    private static async Task FollowAsync(
        TimeSpan time,
        Site site,
        Tally tally,
        Vitals vitals,
        Disturbances disturbances,
        TextWriter output
    )
    {
        var clock = Stopwatch.StartNew();
        var told = TimeSpan.Zero;
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (clock.Elapsed < time && !site.Edge.Child.HasExited && await seconds.WaitForNextTickAsync())
        {
            vitals.Look();
            if (clock.Elapsed - told < ReportEvery)
                continue;
            told = clock.Elapsed;
            var managed = await vitals.ManagedBytesAsync();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{told:hh\\:mm\\:ss} {tally.Done} done, {tally.Lost} lost; {disturbances.Reloads} reloads, {disturbances.Kills} kills, {disturbances.Certificates} certificates; {vitals.Last / 1e6:F0} MB ({managed / 1e6:F0} managed), {vitals.Descriptors} descriptors"
                )
            );
        }
    }

    private static string Summary(TimeSpan time, Tally tally, Vitals vitals, Disturbances disturbances)
    {
        var lines = tally.Kinds.Select(kind =>
            $"{kind.Kind, -18} {kind.Done, 9} {kind.Lost, 6} {kind.Done / time.TotalSeconds, 9:F1}"
        );
        return $"""

            kind                    done   lost  a second
            {string.Join('\n', lines)}
            canary: {tally.Answers(Hosts.Canary, "canary")} of {tally.Answers(
                Hosts.Canary,
                "canary"
            ) + tally.Answers(Hosts.Canary, "stable")} at 10 %
            memory: {string.Join(
                ", ",
                Enumerable.Range(0, 3).Select(third => $"{vitals.MeanOfThird(third) / 1e6:F1} MB")
            )} in the three thirds
            {disturbances.Reloads} reloads, {disturbances.Kills} kills, {disturbances.Certificates} certificates

            """;
    }
}
