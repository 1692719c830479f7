using Serinus.Providers;
using Serinus.Routing.Config;

namespace Serinus.Hosting;

/// <summary>Where an edge's configuration comes from. Settings of the whole edge stand in one of them.</summary>
public sealed record EdgeSources
{
    /// <summary>File or directory; none when absent.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>What was said once, at start, such as on the command line; nothing when absent.</summary>
    public Fragment? Static { get; init; }

    /// <summary>Makes the provider of a cluster, when the settings of the edge ask for one.</summary>
    public Func<KubernetesConfig, IProvider>? Kubernetes { get; init; }
}
