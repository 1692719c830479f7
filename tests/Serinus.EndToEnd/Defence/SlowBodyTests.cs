using Serinus.Testbed;

namespace Serinus.EndToEnd.Defence;

/// <summary>A body that never stalls and never ends: each byte comes in time, the whole does not.</summary>
public class SlowBodyTests
{
    private static readonly TimeSpan Drip = TimeSpan.FromMilliseconds(100);

    [Theory]
    [Trait("Speed", "slow")]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_body_below_the_slowest_pace_is_ended_and_others_are_served(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { bodyBytesPerSecondMin: 1000 }\n" + Configs.OneService(upstream.Url),
            transport
        );
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("POST /slow HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\n");
        var answer = client.ReadToEndAsync();

        var others = 0;
        while (!answer.IsCompleted && await client.TrySendAsync("x"u8.ToArray()))
        {
            others++;
            Assert.Equal(
                200,
                (await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).Status
            );
            await Task.WhenAny(answer, Task.Delay(Drip, TestContext.Current.CancellationToken));
        }

        // The grace of ten seconds is for clients on slow networks.
        Assert.True(others > 10, "it was ended at once");
        var said = await answer;
        Assert.True(said.Length == 0 || said.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), said);
        Assert.False(upstream.Requests.Single(request => request.Target == "/slow").IsComplete);
    }
}
