using System.Diagnostics;
using System.Net;

namespace Serinus.Commands.Demo;

/// <summary>Gentle traffic of the demo to itself: a few clients that ask at a steady pace, over real connections.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    /// <summary>Clients; each has one request under way at most.</summary>
    public const int Clients = 8;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Patience,
    };
    private readonly Uri url;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock counting = new();
    private readonly Task asking;
    private List<double> milliseconds = [];
    private int errors;
    private long taken = Stopwatch.GetTimestamp();
    private long requests;
    private long failures;

    public Traffic(Uri url)
    {
        this.url = url;
        asking = Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync()));
    }

    /// <summary>Requests since the beginning, or since they were last counted anew.</summary>
    public long Requests => Volatile.Read(ref requests);

    /// <summary>Those of them that got no answer, or another one than 200.</summary>
    public long Failures => Volatile.Read(ref failures);

    /// <summary>Forgets what was seen so far.</summary>
    public void CountAnew()
    {
        Take();
        Volatile.Write(ref requests, 0);
        Volatile.Write(ref failures, 0);
    }

    /// <summary>What was seen since the last call.</summary>
    public TrafficCount Take()
    {
        lock (counting)
        {
            var time = Stopwatch.GetElapsedTime(taken);
            var seen = TrafficCount.Of(milliseconds, errors, time);
            (milliseconds, errors, taken) = ([], 0, Stopwatch.GetTimestamp());
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
                await AskOnceAsync();
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
            Count(Stopwatch.GetElapsedTime(started).TotalMilliseconds, answer.StatusCode == HttpStatusCode.OK);
        }
        catch (Exception trouble) when (trouble is HttpRequestException or TaskCanceledException)
        {
            if (!stop.IsCancellationRequested)
                Count(Stopwatch.GetElapsedTime(started).TotalMilliseconds, isGood: false);
        }
    }

    private void Count(double time, bool isGood)
    {
        Interlocked.Increment(ref requests);
        if (!isGood)
            Interlocked.Increment(ref failures);
        lock (counting)
        {
            milliseconds.Add(time);
            errors += isGood ? 0 : 1;
        }
    }
}
