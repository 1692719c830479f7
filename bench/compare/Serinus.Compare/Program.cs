// The same work through each program, in turns, and what it cost: ./dev bench.
using System.Runtime.InteropServices;
using Serinus.Compare;
using Serinus.Testbed;

const int WarmUpSeconds = 5;
const int WarmUpConnections = 64;

if (args.Contains("--help"))
{
    Console.WriteLine(Options.Help);
    return 0;
}

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException mistake)
{
    Console.Error.WriteLine($"{mistake.Message}\n\n{Options.Help}");
    return 2;
}

// Ctrl+C ends the run between two measurements, so that every program started here is ended here.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var peers = options.Programs.Select(name => Peer.All.Single(peer => peer.Name == name)).ToArray();
var machine = await Machine.LookAsync(peers);
var running = new List<RunningPeer>();
await using var origin = await Origin.StartAsync();
try
{
    foreach (var peer in peers)
        running.Add(await RunningPeer.StartAsync(peer, origin));
    await WarmUpAsync();
    if (options.IsSlow)
    {
        Console.Write(await SlowComparison.TakeAsync(running, options, stop.Token));
        return stop.IsCancellationRequested ? 130 : 0;
    }

    var rows = await MeasureAsync();
    if (stop.IsCancellationRequested)
        return 130;

    var path = new Report(DateOnly.FromDateTime(DateTime.Now), machine, options, rows).Save();
    Console.WriteLine($"written to {Path.GetRelativePath(Environment.CurrentDirectory, path)}.md and .json");
    return rows.Any(row => row.Program == "serinus" && row.Errors > 0) ? 1 : 0;
}
catch (Exception failure) when (failure is InvalidOperationException or InvalidDataException or TimeoutException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
finally
{
    foreach (var peer in running)
        await peer.DisposeAsync();
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

// Programs that compile as they run need it; all get it.
async Task WarmUpAsync()
{
    foreach (var peer in running.TakeWhile(_ => !stop.IsCancellationRequested))
    {
        var share = await peer.CheckAsync(options.Bodies);
        Console.WriteLine(
            $"{peer.Peer.Name, -8} {machine.Versions[peer.Peer.Name]}; canary got {share:P1} of 1000 requests"
        );
        foreach (var body in options.IsSlow ? options.Bodies.Take(1) : options.Bodies)
            await WrkRun.RunAsync(peer.Url(body), WarmUpConnections, WarmUpSeconds);
    }
}

// Programs take turns within a round, and a round begins with another program each time: what drifts on the machine
// while it is measured reaches all of them.
async Task<List<Row>> MeasureAsync()
{
    var rows = new List<Row>();
    foreach (
        var (protocol, body) in options.Protocols.SelectMany(protocol =>
            options.Bodies.Select(body => (protocol, body))
        )
    )
    {
        foreach (var connections in options.Connections)
        {
            var taken = running.ToDictionary(peer => peer, _ => new List<Measurement>());
            for (var round = 0; round < options.Rounds; round++)
            {
                for (var turn = 0; turn < running.Count && !stop.IsCancellationRequested; turn++)
                {
                    var peer = running[(round + turn) % running.Count];
                    taken[peer].Add(await Measurement.TakeAsync(peer, protocol, body, connections, options.Seconds));
                }
            }

            if (stop.IsCancellationRequested)
                return rows;
            Row[] table = [.. taken.Values.Select(rounds => Row.Of(rounds))];
            Console.WriteLine();
            Console.Write(Report.Table(table));
            rows.AddRange(table);
        }
    }

    return rows;
}
