using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Discovery;

/// <summary>A right that an operator has to grant.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">As roles name it.</param>
/// <param name="Verbs">What is not allowed.</param>
/// <param name="Namespace">Where; everywhere when empty.</param>
/// <param name="Effect">What does not work without it, as the end of a sentence.</param>
internal sealed record MissingRight(string Group, string Resource, string Verbs, string Namespace, string Effect)
{
    public Problem ToProblem()
    {
        var group = Group.Length == 0 ? "\"\"" : Group;
        var where = Namespace.Length == 0 ? "" : $" in namespace {Namespace}";
        var role = Namespace.Length == 0 ? "the ClusterRole" : $"a Role in namespace {Namespace}";
        return new Problem
        {
            Severity = Severity.Warning,
            Object = new ObjectId(Kinds.Cluster, ""),
            Message = $"no right to {Verbs} {Resource}{(Group.Length == 0 ? "" : $" of {Group}")}{where}: {Effect}",
            Cure = $"add to {role}: - {{ apiGroups: [{group}], resources: [{Resource}], verbs: [{Verbs}] }}",
        };
    }
}
