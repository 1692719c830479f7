using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>What is wrong with one object of a set of manifests, or of a cluster.</summary>
public sealed record Finding
{
    /// <summary>How bad it is.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>Kind, namespace and name: <c>DaemonSet serinus/serinus</c>; empty when a whole file is meant.</summary>
    public required string Object { get; init; }

    /// <summary>Where it stands; null for an object of a cluster.</summary>
    public Location? Location { get; init; }

    /// <summary>What is wrong, with the value that is wrong.</summary>
    public required string What { get; init; }

    /// <summary>What comes of it.</summary>
    public required string Meaning { get; init; }

    /// <summary>What to do.</summary>
    public required string Cure { get; init; }

    /// <summary>Three lines: place and what, what it means, the cure.</summary>
    public override string ToString()
    {
        var where = Location is { } at ? $"{at}: " : "";
        var severity = Severity switch
        {
            FindingSeverity.Error => "error",
            FindingSeverity.Warning => "warning",
            _ => "note",
        };
        var subject = Object.Length == 0 ? "" : $"{Object}: ";
        return $"{where}{severity}: {subject}{What}\n    means: {Meaning}\n    cure:  {Cure}";
    }
}
