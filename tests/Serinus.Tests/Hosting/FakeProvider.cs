using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Serinus.Providers;
using Serinus.Routing.Config;

namespace Serinus.Tests.Hosting;

/// <summary>A provider that says what a test tells it to, and remembers what it was told.</summary>
internal sealed class FakeProvider : IProvider
{
    private readonly Channel<Fragment> words = Channel.CreateUnbounded<Fragment>();

    public string Name => "kubernetes";

    public JsonObject? State { get; set; }

    public Channel<ImmutableArray<Problem>> Reports { get; } = Channel.CreateUnbounded<ImmutableArray<Problem>>();

    public void Say(Fragment fragment) => words.Writer.TryWrite(fragment);

    public async Task RunAsync(Action<Fragment> publish, CancellationToken cancellationToken)
    {
        await foreach (var fragment in words.Reader.ReadAllAsync(cancellationToken))
            publish(fragment);
    }

    public void Report(ImmutableArray<Problem> problems) => Reports.Writer.TryWrite(problems);
}
