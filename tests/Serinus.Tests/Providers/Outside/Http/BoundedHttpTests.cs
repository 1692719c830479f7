using System.Collections.Immutable;
using Serinus.Providers.Outside.Http;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside.Http;

public sealed class BoundedHttpTests : IAsyncDisposable
{
    private readonly BoundedHttp http = new(TimeProvider.System);
    private readonly RecordingUpstream server = new();

    [Fact]
    public async Task A_request_has_its_fields_and_body_and_the_answer_comes_whole()
    {
        server.Always(207, "grüß", "Retry-After: 7\r\n");

        var answer = await http.SendAsync(
            Call() with
            {
                Method = HttpMethod.Put,
                Url = server.Url + "/a/b?c=d",
                Fields = Fields(("X-Scope", "shop"), ("authorization", "Bearer t"), ("Content-Type", "text/plain")),
                Body = "hä",
            },
            default
        );

        Assert.Equal(
            (207, "grüß", false, TimeSpan.FromSeconds(7)),
            (answer.Status, answer.Text, answer.IsCut, answer.RetryAfter)
        );
        Assert.True(answer.IsGood);
        var request = server.Requests.Single();
        Assert.Equal("PUT /a/b?c=d", request.ToString());
        Assert.Equal("shop", request.Head["X-Scope"]);
        Assert.Equal("Bearer t", request.Head["Authorization"]);
        Assert.Equal("text/plain", request.Head["Content-Type"]);
        Assert.Equal("hä", await request.BodyAsync());
    }

    [Fact]
    public async Task Name_and_password_of_a_URL_are_sent_as_basic_authentication()
    {
        server.Always(200);

        await http.SendAsync(Call() with { Url = $"http://me:p%40ss@127.0.0.1:{server.Port}/" }, default);

        Assert.Equal("Basic " + Convert.ToBase64String("me:p@ss"u8), server.Requests.Single().Head["Authorization"]);
        Assert.DoesNotContain("@", server.Requests.Single().Target);
    }

    [Fact]
    public async Task An_answer_that_is_longer_is_cut()
    {
        server.Always(200, new string('x', 300_000));

        var answer = await http.SendAsync(Call() with { AnswerBytesMax = 100_000 }, default);

        Assert.True(answer.IsCut);
        Assert.Equal(100_000, answer.Text.Length);
    }

    [Fact]
    public async Task An_answer_of_exactly_the_limit_is_whole()
    {
        server.Always(200, "12345");

        Assert.False((await http.SendAsync(Call() with { AnswerBytesMax = 5 }, default)).IsCut);
    }

    [Fact]
    public async Task Redirects_are_answers()
    {
        server.Always(302, "", $"Location: {server.Url}/other\r\n");

        Assert.Equal(302, (await http.SendAsync(Call(), default)).Status);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task No_answer_in_time_is_trouble_that_names_the_time()
    {
        server.Never();

        var answer = await http.SendAsync(Call() with { Timeout = TimeSpan.FromMilliseconds(100) }, default);

        Assert.Equal(
            $"127.0.0.1:{server.Port} gives no answer within 0.1 s; look whether it is overloaded, or allow more time",
            answer.Trouble
        );
        Assert.True(answer.MayHaveArrived);
        Assert.False(answer.IsGood);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_late_too()
    {
        server.Script = async request =>
        {
            await request.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234");
            await request.Connection.ReadCloseAsync();
        };

        var answer = await http.SendAsync(Call() with { Timeout = TimeSpan.FromMilliseconds(100) }, default);

        Assert.Contains("no answer within", answer.Trouble);
    }

    [Fact]
    public async Task A_refused_connection_cannot_have_carried_anything()
    {
        var port = FreePort.Next();

        var answer = await http.SendAsync(Call() with { Url = $"http://127.0.0.1:{port}/secret" }, default);

        Assert.Equal(
            $"127.0.0.1:{port} cannot be asked: Connection refused; look whether it runs, and whether the network lets this machine reach it",
            answer.Trouble
        );
        Assert.False(answer.MayHaveArrived);
    }

    [Fact]
    public async Task A_connection_that_ends_without_an_answer_may_have_carried_the_request()
    {
        server.Script = request =>
        {
            request.Connection.Close();
            return Task.CompletedTask;
        };

        var answer = await http.SendAsync(Call() with { Method = HttpMethod.Post, Body = "x" }, default);

        Assert.Contains("cannot be asked", answer.Trouble);
        Assert.True(answer.MayHaveArrived);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_is_no_HTTP_is_trouble()
    {
        server.Script = async request => await request.Connection.SendAsync("SSH-2.0-OpenSSH\r\n\r\n");

        Assert.Contains("cannot be asked", (await http.SendAsync(Call(), default)).Trouble);
    }

    [Theory]
    [InlineData("ftp://a/")]
    [InlineData("prometheus:9090")]
    [InlineData("/metrics")]
    [InlineData("")]
    [InlineData("http://")]
    public async Task What_is_no_URL_is_trouble(string url) =>
        Assert.Contains("no URL of http or https", (await http.SendAsync(Call() with { Url = url }, default)).Trouble);

    [Theory]
    [InlineData("X-A", "a\r\nX-B: c")]
    [InlineData("X A", "a")]
    [InlineData("", "a")]
    [InlineData("X-A", "ä")]
    public async Task A_field_that_would_become_two_is_not_sent(string name, string value)
    {
        var answer = await http.SendAsync(Call() with { Fields = Fields((name, value)) }, default);

        Assert.Contains("cannot be sent", answer.Trouble);
        Assert.Empty(server.Connections);
    }

    [Fact]
    public async Task Connections_are_used_again_but_for_requests_that_must_not_be_in_doubt()
    {
        server.Always(200);

        await http.SendAsync(Call(), default);
        await http.SendAsync(Call(), default);
        Assert.Single(server.Connections);

        await http.SendAsync(Call() with { IsAlone = true }, default);
        await http.SendAsync(Call() with { IsAlone = true }, default);
        Assert.Equal(3, server.Connections.Count);
    }

    [Fact]
    public async Task A_certificate_is_verified_unless_it_is_not_to_be()
    {
        await using var secure = new TlsResponder();

        var refused = await http.SendAsync(Call() with { Url = secure.Url }, default);
        Assert.Contains("The remote certificate is invalid", refused.Trouble);
        Assert.EndsWith("check its certificate, or whether it speaks TLS at all", refused.Trouble);
        Assert.False(refused.MayHaveArrived);

        Assert.Equal(200, (await http.SendAsync(Call() with { Url = secure.Url, IsVerified = false }, default)).Status);
    }

    [Fact]
    public async Task Cancellation_is_no_trouble_of_the_service()
    {
        server.Never();
        using var cancelled = new CancellationTokenSource();
        var call = http.SendAsync(Call(), cancelled.Token);
        await server.RequestAsync(0);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    private HttpCall Call() =>
        new()
        {
            Url = server.Url,
            Timeout = TimeSpan.FromSeconds(60),
            AnswerBytesMax = 1000,
        };

    private static ImmutableDictionary<string, string> Fields(params (string Name, string Value)[] fields) =>
        fields.ToImmutableDictionary(field => field.Name, field => field.Value);
}
