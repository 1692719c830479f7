using System.Text.Json;
using System.Threading.Channels;
using Serinus.Providers.Kubernetes.Api;

namespace Serinus.Tests.Providers.Kubernetes.Api;

/// <summary>An open watch, at the server's end.</summary>
/// <param name="path">What is watched from where.</param>
internal sealed class FakeWatch(string path)
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private ApiFailure? end;

    public string Path => path;

    /// <summary>Sends an event.</summary>
    public void Say(string type, string item) =>
        lines.Writer.TryWrite($$"""{ "type": "{{type}}", "object": {{item}} }""");

    /// <summary>Ends it: in good order, or by a failure.</summary>
    public void End(ApiFailure? failure = null)
    {
        end = failure;
        lines.Writer.Complete();
    }

    public async Task<ApiFailure?> RunAsync(Func<JsonElement, ApiFailure?> handle, CancellationToken cancellationToken)
    {
        await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
        {
            using var json = JsonDocument.Parse(line);
            if (handle(json.RootElement) is { } failure)
                return failure;
        }

        return end;
    }
}
