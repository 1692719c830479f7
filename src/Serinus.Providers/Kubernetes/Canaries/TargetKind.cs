using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What a canary is about.</summary>
internal enum TargetKind
{
    /// <summary>A Deployment.</summary>
    [Word("Deployment")]
    Deployment,

    /// <summary>A DaemonSet; between runs it has no node to run on.</summary>
    [Word("DaemonSet")]
    DaemonSet,

    /// <summary>A StatefulSet.</summary>
    [Word("StatefulSet")]
    StatefulSet,

    /// <summary>A Service, whose pods somebody else replaces; `routeRefs` say which Service is the stable one.</summary>
    [Word("Service")]
    Service,
}
