using System.Threading.Channels;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>Says that something changed. Many changes before anybody looks are one.</summary>
internal sealed class ChangeSignal
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }
    );

    public void Set() => channel.Writer.TryWrite(true);

    /// <summary>Waits for a change since the last look. One caller at a time.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await channel.Reader.ReadAsync(cancellationToken);

    /// <summary>Forgets a change that is about to be looked at.</summary>
    public void Clear() => channel.Reader.TryRead(out _);
}
