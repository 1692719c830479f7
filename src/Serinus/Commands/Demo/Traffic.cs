using System.Diagnostics;
using System.Net;

namespace Serinus.Commands.Demo;

/// <summary>Gentle traffic of the demo to itself: a few clients that ask at a steady pace, over real connections.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Clients = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Patience,
    };
    private readonly Uri url;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock counting = new();
    private readonly Dictionary<string, (List<double> Milliseconds, int Errors)> counts = [];
    private readonly Task asking;
    private TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long taken = Stopwatch.GetTimestamp();
    private int asked;
    private long failures;
    private string? lastFailure;

    public Traffic(Uri url)
    {
        this.url = url;
        asking = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync()));
    }

    /// <summary>Requests that got no answer, or another one than 200, since the beginning.</summary>
    public long Failures => Volatile.Read(ref failures);

    /// <summary>What the last of them was.</summary>
    public string? LastFailure => Volatile.Read(ref lastFailure);

    /// <summary>Begins to ask.</summary>
    public void Go() => go.TrySetResult();

    /// <summary>Stops asking and waits until everything asked is answered.</summary>
    public async Task PauseAsync(CancellationToken cancellation)
    {
        go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (Volatile.Read(ref asked) > 0)
            await Task.Delay(1, cancellation);
    }

    /// <summary>What was seen of each version since the last call.</summary>
    public Dictionary<string, TrafficCount> Take()
    {
        lock (counting)
        {
            var time = Stopwatch.GetElapsedTime(taken);
            taken = Stopwatch.GetTimestamp();
            var seen = counts.ToDictionary(
                pair => pair.Key,
                pair => TrafficCount.Of(pair.Value.Milliseconds, pair.Value.Errors, time)
            );
            counts.Clear();
            return seen;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await asking;
        client.Dispose();
        stop.Dispose();
    }

    private async Task AskAsync()
    {
        using var pace = new PeriodicTimer(Pace);
        try
        {
            while (await pace.WaitForNextTickAsync(stop.Token))
            {
                // Counted before the gate is looked at, so that a pause that finds nothing asked has let nothing through.
                Interlocked.Increment(ref asked);
                if (go.Task.IsCompleted)
                    await AskOnceAsync();
                Interlocked.Decrement(ref asked);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The demo ends.
        }
    }

    private async Task AskOnceAsync()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await client.GetAsync(url, stop.Token);
            var version = answer.Headers.TryGetValues(SampleApp.VersionHeader, out var values) ? values.First() : "";
            var good = answer.StatusCode == HttpStatusCode.OK;
            if (!good)
                Fail($"status {(int)answer.StatusCode}");
            Count(version, Stopwatch.GetElapsedTime(started).TotalMilliseconds, good);
        }
        catch (Exception trouble) when (trouble is HttpRequestException or TaskCanceledException)
        {
            if (!stop.IsCancellationRequested)
                Fail(trouble.Message);
        }
    }

    private void Fail(string why)
    {
        Volatile.Write(ref lastFailure, why);
        Interlocked.Increment(ref failures);
    }

    private void Count(string version, double milliseconds, bool good)
    {
        lock (counting)
        {
            var (list, errors) = counts.GetValueOrDefault(version, ([], 0));
            list.Add(milliseconds);
            counts[version] = (list, good ? errors : errors + 1);
        }
    }
}
