using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Routing.Config;

namespace Serinus.Providers;

/// <summary>An outside world that configuration comes from: it says all it knows whenever that changes, and hears what is wrong with it.</summary>
public interface IProvider
{
    /// <summary>Name in fragments, in readiness and in the log.</summary>
    string Name { get; }

    /// <summary>How it stands with that world, for the API; null when there is nothing to tell. Asked at any time, by any thread.</summary>
    JsonObject? State => null;

    /// <summary>
    /// Publishes its whole fragment whenever that changes, the first as soon as it is complete, until cancelled. A world that cannot be
    /// reached is waited for, and what was said before stays.
    /// </summary>
    Task RunAsync(Action<Fragment> publish, CancellationToken cancellationToken);

    /// <summary>Told everything that is wrong after each compile, its own objects' problems and others'. Returns at once.</summary>
    void Report(ImmutableArray<Problem> problems);
}
