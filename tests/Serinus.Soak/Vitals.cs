using Serinus.Testbed;

namespace Serinus.Soak;

/// <summary>What the edge holds, as the kernel tells, once a second.</summary>
internal sealed class Vitals(SerinusProcess edge)
{
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

    /// <summary>Open descriptors now.</summary>
    public int Descriptors => Directory.GetFiles($"/proc/{edge.Child.Id}/fd").Length;
}
