using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Serinus.Testbed;

/// <summary>Requests at a steady pace, over kept connections, until stopped: what users of a service of some size send.</summary>
public sealed class PacedLoad : IAsyncDisposable
{
    private const int ConnectionsMax = 64;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly HttpClient client = new(
        new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = ConnectionsMax }
    );
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, long> bodies = new();
    private readonly ConcurrentBag<Task> open = [];
    private readonly Uri url;
    private readonly Task sending;
    private long answered;
    private long failed;

    private PacedLoad(int port, double perSecond)
    {
        url = new Uri($"http://127.0.0.1:{port}/");
        sending = SendAsync(perSecond);
    }

    /// <summary>Answers so far.</summary>
    public long Answered => Volatile.Read(ref answered);

    /// <summary>Requests that got a status of 500 or more, or no answer.</summary>
    public long Failed => Volatile.Read(ref failed);

    /// <summary>How often each body was answered: tells which backend did.</summary>
    public IReadOnlyDictionary<string, long> Bodies => bodies;

    /// <summary>Begins to send.</summary>
    public static PacedLoad Start(int port, double perSecond) => new(port, perSecond);

    /// <summary>Waits until this many further requests are answered.</summary>
    public Task FurtherAsync(long count)
    {
        var goal = Answered + count;
        return Readiness.UntilAsync(
            () => Answered >= goal,
            TimeSpan.FromSeconds(60),
            () => $"{Answered} of {goal} answers"
        );
    }

    /// <summary>Sends no more, and waits for what is under way.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await sending;
        await Task.WhenAll(open);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        client.Dispose();
        stopping.Dispose();
    }

    private async Task SendAsync(double perSecond)
    {
        using var ticks = new PeriodicTimer(Tick);
        var began = Stopwatch.GetTimestamp();
        var sent = 0L;
        try
        {
            while (await ticks.WaitForNextTickAsync(stopping.Token))
            {
                // A machine that is late catches up a little, not all at once.
                var due = (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond);
                for (var i = 0; sent < due && i < ConnectionsMax; i++, sent++)
                    open.Add(AskAsync());
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task AskAsync()
    {
        try
        {
            using var answer = await client.GetAsync(url);
            var body = await answer.Content.ReadAsStringAsync();
            bodies.AddOrUpdate(body, 1, (_, count) => count + 1);
            if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                Interlocked.Increment(ref failed);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref failed);
        }

        Interlocked.Increment(ref answered);
    }
}
