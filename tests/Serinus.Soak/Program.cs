using System.Globalization;
using Serinus.Soak;

// MINUTES                              everything at once for so long; 1 when a promise was broken
// upstream NAME HTTP H2C TCP UDP       a server behind the edge, on four ports; it is started, killed and started again by the above
if (args is ["upstream", var name, var http, var h2c, var tcp, var udp])
{
    await Upstream.RunAsync(name, new UpstreamPorts(Number(http), Number(h2c), Number(tcp), Number(udp)));
    return 0;
}

if (args is not [var text] || !double.TryParse(text, CultureInfo.InvariantCulture, out var minutes) || minutes <= 0)
{
    Console.Error.WriteLine("usage: Serinus.Soak MINUTES");
    return 2;
}

var broken = await SoakRun.RunAsync(TimeSpan.FromMinutes(minutes), Console.Out);
foreach (var promise in broken)
    Console.WriteLine($"BROKEN {promise}");
Console.WriteLine(broken.Count == 0 ? "every promise was kept" : $"{broken.Count} promises were broken");
return broken.Count == 0 ? 0 : 1;

static int Number(string port) => int.Parse(port, CultureInfo.InvariantCulture);
