using System.Net;
using System.Net.Sockets;
using Serinus.Hosting;
using Serinus.Tests.Commands;

namespace Serinus.Tests.Hosting;

public sealed class EdgeHostTests : IDisposable
{
    private readonly ConfigFolder folder = new();
    private readonly StringWriter log = new();
    private readonly HttpClient client = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        client.Dispose();
        log.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_started_edge_is_ready_and_says_where_it_listens()
    {
        await using var host = await StartAsync(folder.WriteGood());

        Assert.Equal("ready\n", await AdminAsync(host, "/readyz"));
        var lines = Log();
        Assert.Contains($"listener web is open on {host.Edge.Bound[0].EndPoint}", lines, StringComparison.Ordinal);
        Assert.Contains($"admin is open on http://{host.AdminEndPoint}", lines, StringComparison.Ordinal);
        Assert.Contains("configuration 1 is live (routes: 1, services: 2)", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_file_goes_live_and_only_a_real_change_is_a_generation()
    {
        var path = folder.WriteGood();
        await using var host = await StartAsync(path);

        folder.Write("# only a comment\n" + File.ReadAllText(path));
        folder.Write(File.ReadAllText(path).Replace("weight: 10", "weight: 50", StringComparison.Ordinal));
        await UntilAsync(() => host.Edge.Live!.Snapshot.Routes[0].Backends[1].Weight == 50);

        Assert.Equal(2, host.Edge.Live!.Snapshot.Generation);
    }

    [Fact]
    public async Task A_bad_edit_is_a_problem_and_what_was_served_stays()
    {
        var path = folder.WriteGood();
        var good = File.ReadAllText(path);
        await using var host = await StartAsync(path);

        folder.Write(good.Replace("weight: 10", "weight: -5", StringComparison.Ordinal));
        await UntilAsync(() => !host.Status.Problems.IsEmpty);
        Assert.Equal(10, host.Edge.Live!.Snapshot.Routes[0].Backends[1].Weight);
        Assert.Equal(1, host.Edge.Live!.Snapshot.Generation);
        Assert.Contains("below 0", await AdminAsync(host, "/api/v1/problems"), StringComparison.Ordinal);

        folder.Write(good);
        await UntilAsync(() => host.Status.Problems.IsEmpty);

        // The log hears of it just after the status does.
        await UntilAsync(() => Log().Contains("cured: route shop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asked_to_reload_it_reads_the_file()
    {
        await using var host = await StartAsync(folder.WriteGood());
        var reloads = host.Status.ReloadsWithoutErrors;
        folder.Write(File.ReadAllText(folder.PathOf("edge.yaml")).Replace("90", "80", StringComparison.Ordinal));

        host.Reload();

        await UntilAsync(() => host.Edge.Live!.Snapshot.Routes[0].Backends[0].Weight == 80);
        Assert.True(host.Status.ReloadsWithoutErrors > reloads);
    }

    [Fact]
    public async Task With_the_admin_address_in_use_the_edge_serves_on()
    {
        using var taken = ConfigFolder.Taken();

        await using var host = await StartAsync(folder.WriteGood(admin: $"{taken.LocalEndpoint}"));

        Assert.Null(host.AdminEndPoint);
        Assert.Contains($"admin address {taken.LocalEndpoint} cannot be opened: ", Log(), StringComparison.Ordinal);
        using var answer = await client.GetAsync(new Uri($"http://{host.Edge.Bound[0].EndPoint}/"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_listener_whose_port_becomes_free_is_opened_later()
    {
        var taken = ConfigFolder.Taken();
        var port = taken.LocalEndpoint;
        var path = folder.WriteGood();
        folder.Write(
            File.ReadAllText(path)
                .Replace("routes:", $"  - {{ name: second, address: \"{port}\" }}\nroutes:", StringComparison.Ordinal)
        );
        await using var host = await StartAsync(path);
        Assert.Single(host.Edge.Bound);
        Assert.Single(host.Status.Problems);

        taken.Dispose();

        await UntilAsync(() => host.Edge.Bound.Length == 2);
        await UntilAsync(() => host.Status.Problems.IsEmpty);
    }

    [Fact]
    public async Task Draining_fails_readiness_first_and_ends_what_is_open()
    {
        await using var host = await StartAsync(folder.WriteGood());

        await host.DrainAsync(Cancellation);

        Assert.StartsWith("draining", await AdminAsync(host, "/readyz"), StringComparison.Ordinal);
        Assert.Contains("drained: nothing was cut", Log(), StringComparison.Ordinal);
    }

    private Task<EdgeHost> StartAsync(string path) =>
        EdgeHost.StartAsync(
            path,
            transport: null,
            new LineLogger(TextWriter.Synchronized(log), LogFormat.Text, TimeProvider.System),
            Cancellation
        );

    private string Log()
    {
        lock (log)
            return log.ToString();
    }

    private async Task<string> AdminAsync(EdgeHost host, string path)
    {
        using var answer = await client.GetAsync(new Uri($"http://{host.AdminEndPoint}{path}"), Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var polls = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
            await polls.WaitForNextTickAsync(Cancellation);
    }
}
