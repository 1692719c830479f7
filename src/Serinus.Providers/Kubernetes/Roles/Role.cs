using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Roles;

/// <summary>Rights that the service account of an edge is given together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsClusterWide">Whether it is for the whole cluster; else for the edge's own namespace.</param>
/// <param name="Comment">What for, as lines of a comment.</param>
/// <param name="Rules">The rights.</param>
internal sealed record Role(string Name, bool IsClusterWide, string Comment, ImmutableArray<RoleRule> Rules);
