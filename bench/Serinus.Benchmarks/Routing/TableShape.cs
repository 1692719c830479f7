namespace Serinus.Benchmarks.Routing;

/// <summary>How the routes of a benchmark differ.</summary>
public enum TableShape
{
    /// <summary>Each has a host of its own.</summary>
    Hosts,

    /// <summary>All share one host, each has a prefix of its own.</summary>
    Prefixes,

    /// <summary>Each has a wildcard host of its own.</summary>
    Wildcards,

    /// <summary>Four prefixes on each of 2500 hosts, some with a method.</summary>
    Mixed,
}
