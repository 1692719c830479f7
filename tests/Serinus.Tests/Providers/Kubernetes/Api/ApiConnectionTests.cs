using k8s;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Kubernetes.Api;

/// <summary>Whatever a server answers, or does not, becomes a value.</summary>
public class ApiConnectionTests
{
    private static readonly TimeSpan longest = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("401 Unauthorized", "Unauthorised")]
    [InlineData("403 Forbidden", "Forbidden")]
    [InlineData("404 Not Found", "NotFound")]
    [InlineData("409 Conflict", "Conflict")]
    [InlineData("410 Gone", "Gone")]
    [InlineData("422 Unprocessable Entity", "Refused")]
    [InlineData("500 Internal Server Error", "Broken")]
    [InlineData("503 Service Unavailable", "Broken")]
    public async Task A_status_is_a_failure_in_the_words_of_the_server(string status, string kind)
    {
        var told = await AskAsync($"HTTP/1.1 {status}\r\nContent-Length: 18\r\n\r\n{{\"message\":\"no.\" }}");

        Assert.Equal((kind, "no."), (told.Failure!.Kind.ToString(), told.Failure.Message));
    }

    [Fact]
    public async Task A_server_that_is_asked_too_often_says_when_to_come_back()
    {
        var answer = await AskAsync("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(FailureKind.Throttled, answer.Failure!.Kind);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Failure.RetryAfter);
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_a_broken_server()
    {
        var answer = await AskAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html");

        Assert.Equal(FailureKind.Broken, answer.Failure!.Kind);
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        using var connection = Connection($"http://127.0.0.1:{FreePort.Next()}");

        var answer = await connection.SendAsync(ApiRequest.Get("/"), CancellationToken.None);

        Assert.Equal(FailureKind.Unreachable, answer.Failure!.Kind);
    }

    [Fact]
    public async Task A_watch_that_breaks_off_keeps_what_it_said()
    {
        var types = new List<string>();
        await using var server = Server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"type\":\"ADDED\"}\n{\"ty");
        using var connection = Connection(server.Url);

        var failure = await connection.WatchAsync(
            ApiRequest.Get("/"),
            longest,
            line =>
            {
                types.Add(line.GetProperty("type").GetString()!);
                return null;
            },
            CancellationToken.None
        );

        Assert.Equal(FailureKind.Unreachable, failure!.Kind);
        Assert.Equal(["ADDED"], types);
    }

    [Fact]
    public async Task A_watch_with_garbage_in_it_is_a_broken_server()
    {
        await using var server = Server("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\ngarbage\n");
        using var connection = Connection(server.Url);

        var failure = await connection.WatchAsync(ApiRequest.Get("/"), longest, _ => null, CancellationToken.None);

        Assert.Equal(FailureKind.Broken, failure!.Kind);
    }

    [Fact]
    public async Task A_watch_that_says_nothing_for_too_long_is_taken_for_dead()
    {
        await using var server = new RecordingUpstream
        {
            Script = request => request.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        };
        using var connection = Connection(server.Url);

        var failure = await connection.WatchAsync(
            ApiRequest.Get("/"),
            TimeSpan.FromMilliseconds(100),
            _ => null,
            CancellationToken.None
        );

        Assert.Equal(FailureKind.Unreachable, failure!.Kind);
    }

    private static async Task<ApiAnswer> AskAsync(string response)
    {
        await using var server = Server(response);
        using var connection = Connection(server.Url);
        return await connection.SendAsync(ApiRequest.Get("/version"), CancellationToken.None);
    }

    /// <summary>Answers with these bytes and closes.</summary>
    private static RecordingUpstream Server(string response) =>
        new()
        {
            Script = async request =>
            {
                await request.Connection.SendAsync(response);
                request.Connection.Close();
            },
        };

    private static ApiConnection Connection(string url) =>
        new(new KubernetesClientConfiguration { Host = url }, TimeProvider.System);
}
