using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside;

/// <summary>A server on a port that begins to listen once somebody has begun to wait for it.</summary>
internal sealed class LateServer : IAsyncDisposable
{
    private readonly TaskCompletionSource<RecordingUpstream> started = new();

    public LateServer(int port, HastyTime time) =>
        time.Waited = () =>
        {
            time.Waited = null;
            var server = new RecordingUpstream(port);
            server.Always(200);
            started.SetResult(server);
        };

    public Task<RecordingUpstream> ServerAsync() => started.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public async ValueTask DisposeAsync()
    {
        if (started.Task.IsCompletedSuccessfully)
            await (await started.Task).DisposeAsync();
    }
}
