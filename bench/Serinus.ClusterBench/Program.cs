using System.Globalization;
using Serinus.ClusterBench;

if (args is ["canaries", .. var sizes])
{
    await CanaryRound.RunAsync(Size(0, 5000), Size(1, 500), TimeSpan.FromSeconds(Size(2, 60)));
    return;

    int Size(int place, int otherwise) =>
        sizes.Length > place ? int.Parse(sizes[place], CultureInfo.InvariantCulture) : otherwise;
}

// How soon a change in a cluster is served, and what the first reading of a large one takes: a real API server, the built program.
Console.WriteLine("| Ingresses | Services | ready after | peak memory | apply to served: median | slowest |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var (ingresses, services) in new[] { (10, 4), (5000, 2000) })
{
    var row = await Round.RunAsync(ingresses, services);
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {ingresses} | {services} | {row.ReadyAfter.TotalSeconds:0.00} s | {row.PeakBytes / 1048576.0:0} MiB | {row.Median.TotalMilliseconds:0} ms | {row.Slowest.TotalMilliseconds:0} ms |"
        )
    );
}
