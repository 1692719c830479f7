using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>
/// Compiles all objects of one kind: each by itself, so that a bad one is left out alone. In its place stays the last good
/// version, if there is one; so it does for objects that are there and could not be read.
/// </summary>
internal abstract class ObjectCompiler<TConfig, TServed>(string kind)
    where TConfig : class
    where TServed : class
{
    public NamedObjects<TServed> Compile(
        IEnumerable<TConfig> configs,
        NamedObjects<TServed> previous,
        IEnumerable<ObjectId> unreadable,
        List<Problem> problems
    )
    {
        var served = ImmutableArray.CreateBuilder<TServed>(previous.Served.Length);
        var byName = new Dictionary<string, TServed?>(previous.Served.Length, StringComparer.Ordinal);
        foreach (var config in configs)
        {
            var name = NameOf(config);
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(byName, name, out var isTaken);
            if (isTaken)
            {
                problems.Add(Duplicate(config, entry));
                continue;
            }

            entry = CompileOne(config, previous.Find(name), served.Count, problems);
            if (entry is not null)
                served.Add(entry);
        }

        foreach (var id in unreadable)
        {
            // Its name is known even where there is nothing to serve: whoever refers to it is told what is wrong.
            if (id.Kind != kind || !byName.TryAdd(id.Name, null) || previous.Find(id.Name) is not { } last)
                continue;
            var kept = Reuse(last, served.Count);
            byName[id.Name] = kept;
            served.Add(kept);
        }

        return new NamedObjects<TServed>(served.DrainToImmutable(), byName);
    }

    protected abstract string NameOf(TConfig config);

    protected abstract Origin? OriginOf(TConfig config);

    protected abstract TConfig ConfigOf(TServed served);

    /// <summary>Warnings a served object was compiled with.</summary>
    protected abstract IEnumerable<Problem> WarningsOf(TServed served);

    /// <summary>Checks and compiles one object; null when the report has errors.</summary>
    protected abstract TServed? Build(TConfig config, int index, ObjectReport report);

    /// <summary>A compiled object at an index; the same instance when nothing about it has changed.</summary>
    protected abstract TServed Reuse(TServed last, int index);

    private TServed? CompileOne(TConfig config, TServed? last, int index, List<Problem> problems)
    {
        if (last is not null && ReferenceEquals(ConfigOf(last), config))
        {
            problems.AddRange(WarningsOf(last));
            return Reuse(last, index);
        }

        var report = new ObjectReport(new ObjectId(kind, NameOf(config)), OriginOf(config));
        ValueChecks.Name(report, "name", NameOf(config));
        var compiled = Build(config, index, report);
        problems.AddRange(report.Problems);
        if (!report.HasErrors)
            return compiled;
        return last is null ? null : Reuse(last, index);
    }

    private Problem Duplicate(TConfig config, TServed? first)
    {
        var where = first is not null && OriginOf(ConfigOf(first)) is { } origin ? $" at {origin.At("")}" : "";
        return new ObjectReport(new ObjectId(kind, NameOf(config)), OriginOf(config)).Make(
            Severity.Error,
            "name",
            $"there is another {kind} of this name before it{where}, and that one counts",
            "give each a name of its own"
        );
    }
}
