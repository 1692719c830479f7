using System.Text.Json;
using Serinus.Orders;

namespace Serinus.Peers;

/// <summary>
/// Another edge, as far as this one knows it. Asked by one task at a time; what was found is replaced by one write and read by any thread.
/// </summary>
/// <param name="address">Its admin endpoint.</param>
/// <param name="client">Shows the token, and bounds time and size of answers.</param>
/// <param name="time">The clock.</param>
internal sealed class LivePeer(Uri address, HttpClient client, TimeProvider time)
{
    /// <summary>Readings younger than this are given to all who ask.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(200);

    private readonly Lock asking = new();
    private readonly Dictionary<string, (EdgeOrder Order, long At)> given = new(StringComparer.Ordinal);
    private readonly long known = time.GetTimestamp();
    private Task asked = Task.CompletedTask;
    private long? answeredAt;
    private long? askedAt;
    private volatile EdgeReading? reading;
    private volatile string? trouble;

    public Uri Address => address;

    /// <summary>What it said last; null when it has not answered the last time it was asked.</summary>
    public EdgeReading? Reading => reading;

    /// <summary>Why it does not answer; null when it does, or was never asked.</summary>
    public string? Trouble => trouble;

    /// <summary>Whether it was there a moment ago: one that is not is asked all the same, and not waited for.</summary>
    public bool IsWorthWaiting => trouble is null;

    /// <summary>How long it has not answered; since it is known when it never has.</summary>
    public TimeSpan SilentFor => time.GetElapsedTime(answeredAt ?? known);

    /// <summary>Asks what it does, unless it was asked a moment ago or is being asked.</summary>
    public Task AskAsync()
    {
        lock (asking)
        {
            var isFresh = askedAt is { } at && time.GetElapsedTime(at) < Fresh;
            if (asked.IsCompleted && !isFresh)
            {
                askedAt = time.GetTimestamp();
                asked = ReadAsync();
            }

            return asked;
        }
    }

    /// <summary>Gives it an order, unless it has it and its lease is young.</summary>
    public async Task GiveAsync(EdgeOrder order)
    {
        if (HasIt(order))
            return;
        try
        {
            using var body = new ByteArrayContent(OrderJson.Write(order));
            body.Headers.ContentType = new("application/json");
            using var answer = await client.PutAsync(At($"api/v1/orders/{Escaped(order.Overlay.Name)}"), body);
            if (answer.IsSuccessStatusCode)
                Remember(order);
            else if (answer.StatusCode != System.Net.HttpStatusCode.Conflict)
                trouble = $"it answers {(int)answer.StatusCode} to an order";
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            trouble = failure is TaskCanceledException ? "it does not answer in time" : failure.Message;
        }
    }

    /// <summary>Takes an order back.</summary>
    public async Task ForgetAsync(string rollout)
    {
        lock (asking)
            given.Remove(rollout);
        try
        {
            using var answer = await client.DeleteAsync(At($"api/v1/orders/{Escaped(rollout)}"));
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            trouble = failure.Message;
        }
    }

    private bool HasIt(EdgeOrder order)
    {
        var served = reading?.Rollouts.FirstOrDefault(known => known.Rollout == order.Overlay.Name);
        lock (asking)
            return given.TryGetValue(order.Overlay.Name, out var last)
                && EdgeOrder.Same(last.Order, order)
                && served is { HasExpired: false }
                && served.Generation >= order.Overlay.Generation
                && (!order.IsRunning || time.GetElapsedTime(last.At) < order.Lease / 5);
    }

    private void Remember(EdgeOrder order)
    {
        lock (asking)
            given[order.Overlay.Name] = (order, time.GetTimestamp());
    }

    private async Task ReadAsync()
    {
        try
        {
            var bytes = await client.GetByteArrayAsync(At("api/v1/windows"));
            var read = OrderJson.ReadReading(bytes);
            lock (asking)
            {
                // Another process knows nothing of what the one before was given.
                if (read.Instance != reading?.Instance)
                    given.Clear();
                answeredAt = time.GetTimestamp();
            }

            reading = read;
            trouble = null;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException)
        {
            reading = null;
            trouble = failure switch
            {
                TaskCanceledException => "it does not answer in time",
                JsonException => $"it answers what cannot be read: {failure.Message}",
                _ => failure.Message,
            };
        }
    }

    private Uri At(string path) => new($"{address.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>A name in a cluster has a slash that is one.</summary>
    private static string Escaped(string rollout) => string.Join('/', rollout.Split('/').Select(Uri.EscapeDataString));
}
