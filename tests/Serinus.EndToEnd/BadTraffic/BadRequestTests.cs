using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>
/// Every malformed request is refused with 400 and a closed connection, or made harmless; the upstream sees nothing, or exactly one
/// well-formed request; and the next client is served.
/// </summary>
public class BadRequestTests(Arenas arenas) : IClassFixture<Arenas>
{
    /// <summary>Longer requests are sent in one piece only.</summary>
    private const int PiecewiseBytesMax = 2000;

    private static readonly Dictionary<string, BadRequest> Cases = new[]
    {
        FramingCases.All,
        SyntaxCases.All,
        TargetCases.All,
    }
        .SelectMany(cases => cases)
        .ToDictionary(bad => bad.Name);

    public static IEnumerable<TheoryDataRow<string, string>> Rows => Ways.With(Cases.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_bad_request_does_no_harm(string way, string name)
    {
        var arena = await arenas.OnAsync(way);
        var bad = Cases[name];

        await SendAsync(arena, bad, byteByByte: false);
        if (bad.Bytes.Length <= PiecewiseBytesMax)
            await SendAsync(arena, bad, byteByByte: true);
    }

    private static async Task SendAsync(Arena arena, BadRequest bad, bool byteByByte)
    {
        var (requests, malformed) = (arena.Upstream.Requests.Count, arena.Upstream.Malformed.Count);
        await using var client = await arena.ConnectApartAsync(bad.OnHttp1Alone);
        if (byteByByte)
            await client.TrySendByteByByteAsync(bad.Bytes);
        else
            await client.TrySendAsync(Encoding.Latin1.GetBytes(bad.Bytes));

        var status = await ReadStatusAsync(client, bad);
        await arena.ProbeAsync();
        var reached = arena.RequestsOf(client, requests);

        Assert.Equal(malformed, arena.Upstream.Malformed.Count);
        if (status == bad.ServedStatus && bad.Served is not null)
        {
            var request = Assert.Single(reached);
            Assert.True(request.IsComplete);
            bad.Served(request);
        }
        else if (bad.MayBegin)
        {
            Assert.All(reached, request => Assert.False(request.IsComplete, $"{request} was completed"));
        }
        else
        {
            Assert.Empty(reached);
        }
    }

    /// <summary>The status of the answer; 0 for a connection closed without one. What is refused is closed as well.</summary>
    private static async Task<int> ReadStatusAsync(RawClient client, BadRequest bad)
    {
        RawResponse response;
        try
        {
            response = await client.ReadResponseAsync(bad.Bytes.Split(' ')[0]);
        }
        catch (Exception closed) when (bad.MayCloseSilently && closed is IOException)
        {
            return 0;
        }

        if (response.Status == bad.ServedStatus && bad.Served is not null)
            return response.Status;
        Assert.Contains(response.Status, bad.Refusals);
        Assert.Equal("close", response.Head["Connection"]);
        await client.ReadCloseAsync();
        return response.Status;
    }
}
