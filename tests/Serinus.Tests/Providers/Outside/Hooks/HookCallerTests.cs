using System.Collections.Immutable;
using Serinus.Providers.Outside.Hooks;
using Serinus.Providers.Outside.Http;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside.Hooks;

public sealed class HookCallerTests : IAsyncDisposable
{
    private readonly HastyTime time = new();
    private readonly BoundedHttp http;
    private readonly HookCaller caller;
    private readonly RecordingUpstream server = new();

    public HookCallerTests()
    {
        http = new BoundedHttp(time);
        caller = new HookCaller(http, time);
    }

    [Fact]
    public async Task A_hook_is_sent_what_Flagger_sends()
    {
        server.Always(200);

        await AskAsync(
            Hook() with
            {
                Metadata = ImmutableDictionary<string, string>
                    .Empty.Add("type", "bash")
                    .Add("cmd", "hey -z 1m http://cart.shop/?a=\"{{ .Release.Name }}\""),
            }
        );

        var request = server.Requests.Single();
        Assert.Equal("POST /gate/check", request.ToString());
        Assert.Equal("application/json", request.Head["Content-Type"]);
        Assert.Equal(
            """{"name":"cart","namespace":"shop","phase":"Progressing","checksum":"CHECKSUM","metadata":{"cmd":"hey -z 1m http://cart.shop/?a=\"{{ .Release.Name }}\"","type":"bash"}}""".Replace(
                "CHECKSUM",
                HookPayload.Checksum(Made.Spec, Made.State)
            ),
            await request.BodyAsync()
        );
    }

    [Fact]
    public async Task An_event_hook_is_sent_what_Flagger_sends()
    {
        server.Always(202);
        var hook = Hook() with
        {
            Kind = HookKind.Event,
            Metadata = ImmutableDictionary<string, string>.Empty.Add("team", "a").Add("eventType", "mine"),
        };

        Assert.Null(
            await caller.TellAsync(Made.Spec, Made.State, hook, Made.News with { Text = "It \"failed\"" }, default)
        );

        Assert.Equal(
            $$$"""{"name":"cart","namespace":"shop","phase":"Progressing","checksum":"{{{HookPayload.Checksum(Made.Spec, Made.State)}}}","metadata":{"eventMessage":"It \"failed\"","eventType":"Warning","team":"a","timestamp":"1772361015250"}}""",
            await server.Requests.Single().BodyAsync()
        );
    }

    [Fact]
    public void A_checksum_is_that_of_a_run()
    {
        var checksum = HookPayload.Checksum(Made.Spec, Made.State);

        Assert.Matches("^[0-9a-f]{16}$", checksum);
        Assert.Equal(checksum, HookPayload.Checksum(Made.Spec, Made.State with { Phase = Phase.Failed, Step = 3 }));
        Assert.NotEqual(checksum, HookPayload.Checksum(Made.Spec, Made.State with { Run = 5 }));
        Assert.NotEqual(checksum, HookPayload.Checksum(Made.Spec, Made.State with { Revision = "v8" }));
        Assert.NotEqual(checksum, HookPayload.Checksum(Made.Spec with { Name = "shop/card" }, Made.State));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Any_status_of_200_to_299_passes(int status)
    {
        server.Always(status);

        Assert.Equal(new HookAnswer(true, $"{status}"), await AskAsync(Hook()));
    }

    [Theory]
    [InlineData(403, "gate is\nclosed", ": gate is closed")]
    [InlineData(500, "", "")]
    [InlineData(404, "", "")]
    [InlineData(302, "", "; redirects are not followed, give the address it leads to")]
    public async Task Any_other_status_does_not_pass_and_its_words_are_told(int status, string body, string words)
    {
        server.Always(status, body, $"Location: {server.Url}/yes\r\n");

        Assert.Equal(new HookAnswer(false, $"127.0.0.1:{server.Port} answers {status}{words}"), await AskAsync(Hook()));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Words_are_told_in_part()
    {
        server.Always(403, new string('x', 1_000_000));

        Assert.Equal(200 + 1 + "127.0.0.1:12345 answers 403: ".Length, (await AskAsync(Hook())).Text.Length);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task What_may_pass_is_tried_again_as_often_as_allowed(int status)
    {
        server.InTurn((status, "", ""), (status, "", ""), (200, "", ""));

        Assert.False((await AskAsync(Hook() with { Retries = 1 })).IsPassed);
        Assert.Equal(2, server.Requests.Count);
        Assert.True((await AskAsync(Hook() with { Retries = 5 })).IsPassed);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task No_is_an_answer_and_is_not_asked_for_again()
    {
        server.Always(403);

        await AskAsync(Hook() with { Retries = 5 });

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Waits_between_tries_grow_and_follow_what_the_server_asks()
    {
        server.InTurn((503, "", ""), (503, "", ""), (503, "", "Retry-After: 4\r\n"), (200, "", ""));
        var began = time.GetUtcNow();

        await AskAsync(Hook() with { Retries = 9 });

        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 4), time.GetUtcNow() - began);
    }

    [Fact]
    public async Task All_tries_together_take_no_longer_than_the_timeout()
    {
        server.Always(503);
        var slow = new HastyTime(shortSecondsMax: 31);
        using var slowHttp = new BoundedHttp(slow);
        var began = slow.GetUtcNow();

        var hook = Hook() with { Retries = 1000, Timeout = TimeSpan.FromSeconds(100) };
        var answer = await new HookCaller(slowHttp, slow).AskAsync(Made.Spec, Made.State, hook, default);

        // Waits of 1, 2, 4, 8, 16, 30 and 30 s; the next one would be too long.
        Assert.False(answer.IsPassed);
        Assert.True(slow.GetUtcNow() - began <= TimeSpan.FromSeconds(100));
        Assert.InRange(server.Requests.Count, 7, 8);
    }

    [Fact]
    public async Task A_hook_that_hangs_is_over_at_its_timeout()
    {
        server.Never();
        using var real = new BoundedHttp(TimeProvider.System);

        var answer = await new HookCaller(real, TimeProvider.System).AskAsync(
            Made.Spec,
            Made.State,
            Hook() with
            {
                Timeout = TimeSpan.FromMilliseconds(100),
                Retries = 3,
            },
            default
        );

        Assert.False(answer.IsPassed);
        Assert.Contains("gives no answer within 0.1 s", answer.Text);
    }

    [Fact]
    public async Task Connections_are_used_again()
    {
        server.Always(200);

        for (var i = 0; i < 5; i++)
            await AskAsync(Hook());

        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task A_certificate_is_not_verified_when_TLS_is_disabled_in_Flaggers_words()
    {
        await using var secure = new TlsResponder();
        var hook = Hook() with { Url = secure.Url };

        Assert.False((await AskAsync(hook)).IsPassed);
        Assert.Equal(new HookAnswer(true, "200: 1"), await AskAsync(hook with { DisableTls = true }));
    }

    [Fact]
    public async Task An_event_that_may_have_arrived_is_not_told_again()
    {
        server.Always(500);

        var trouble = await caller.TellAsync(Made.Spec, Made.State, Hook() with { Retries = 5 }, Made.News, default);

        Assert.Contains("answers 500", trouble);
        Assert.Single(server.Requests);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    private Task<HookAnswer> AskAsync(HookSpec hook) => caller.AskAsync(Made.Spec, Made.State, hook, default);

    private HookSpec Hook() =>
        new()
        {
            Name = "gate",
            Url = server.Url + "/gate/check",
            Timeout = TimeSpan.FromMinutes(1),
        };
}
