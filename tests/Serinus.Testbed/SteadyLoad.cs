using System.Collections.Concurrent;

namespace Serinus.Testbed;

/// <summary>Clients that send one request after another until told to stop, and keep every answer that is not 200.</summary>
public sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentDictionary<string, long> bodies = new();
    private readonly TimeSpan pause;
    private readonly Task[] clients;
    private long answered;

    private SteadyLoad(int port, int connections, string request, TimeSpan pause)
    {
        this.pause = pause;
        clients = [.. Enumerable.Range(0, connections).Select(_ => Task.Run(() => ClientAsync(port, request)))];
    }

    /// <summary>Answers so far.</summary>
    public long Answered => Volatile.Read(ref answered);

    /// <summary>What went wrong, in words.</summary>
    public IReadOnlyCollection<string> Failures => failures;

    /// <summary>How often each body was answered: tells which backend did.</summary>
    public IReadOnlyDictionary<string, long> Bodies => bodies;

    public static SteadyLoad Start(
        int port,
        int connections,
        string request = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
        TimeSpan pause = default
    ) => new(port, connections, request, pause);

    /// <summary>Waits until this many further requests are answered.</summary>
    public Task FurtherAsync(long count)
    {
        var goal = Answered + count;
        return Readiness.UntilAsync(
            () => Answered >= goal,
            TimeSpan.FromSeconds(60),
            () => $"{Answered} of {goal} answers; {string.Join("; ", Failures.Take(5))}"
        );
    }

    /// <summary>Lets requests that are under way finish, and sends no more.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(clients);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private async Task ClientAsync(int port, string request)
    {
        var method = request.Split(' ')[0];
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var client = await RawClient.ConnectAsync(port);
                client.Reader.Keeps = false;
                while (!stopping.IsCancellationRequested)
                {
                    await client.SendAsync(request);
                    var response = await client.ReadResponseAsync(method);
                    Count(response);
                    if (response.Head["Connection"] == "close")
                        break;
                    if (pause > TimeSpan.Zero)
                        await Task.Delay(pause);
                }
            }
            catch (Exception failure)
                when (failure
                        is IOException
                            or System.Net.Sockets.SocketException
                            or InvalidDataException
                            or OperationCanceledException
                )
            {
                failures.Enqueue(failure.ToString());
            }
        }
    }

    private void Count(RawResponse response)
    {
        if (response.Status != 200)
            failures.Enqueue($"{response.Status} {response.Text}");
        bodies.AddOrUpdate(response.Text, 1, (_, count) => count + 1);
        Interlocked.Increment(ref answered);
    }
}
