using Serinus.Testbed;

namespace Serinus.Soak;

/// <summary>What the edge holds, as the kernel tells, once a second.</summary>
internal sealed class Vitals(SerinusProcess edge)
{
    private static readonly string[] ProgramFiles = [".dll", ".pdb"];

    private readonly List<long> resident = [];

    /// <summary>Looks once.</summary>
    public void Look() => resident.Add(edge.ResidentBytes());

    /// <summary>How long it has been looked at.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(resident.Count);

    public long Last => resident[^1];

    /// <summary>Mean memory over a third of the run: 0, 1 or 2.</summary>
    public long MeanOfThird(int third)
    {
        var length = resident.Count / 3;
        return length == 0 ? 0 : (long)resident.Skip(third * length).Take(length).Average();
    }

    /// <summary>Open descriptors now, but for those of the program's own files, which the runtime opens when it first needs them.</summary>
    public int Descriptors => Open().Count();

    /// <summary>How many of each kind are open: sockets, pipes and the rest.</summary>
    public string KindsOfDescriptors =>
        string.Join(
            ", ",
            Open()
                .CountBy(kind => kind)
                .OrderByDescending(kind => kind.Value)
                .Select(kind => $"{kind.Value} {kind.Key}")
        );

    /// <summary>What the managed heap holds, by the edge's own account.</summary>
    public Task<double> ManagedBytesAsync() => edge.MetricAsync("dotnet_total_memory_bytes");

    private IEnumerable<string> Open() =>
        from path in Directory.GetFiles($"/proc/{edge.Child.Id}/fd")
        let target = TargetOf(path)
        where target is not null && !ProgramFiles.Contains(Path.GetExtension(target))
        select target.Split(':')[0];

    private static string? TargetOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name;
        }
        catch (IOException)
        {
            return null; // It was closed between the listing and the look.
        }
    }
}
