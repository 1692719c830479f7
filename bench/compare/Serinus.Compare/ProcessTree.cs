namespace Serinus.Compare;

/// <summary>A process with its children, as /proc tells (proc(5)).</summary>
public readonly struct ProcessTree(int root)
{
    /// <summary>Kernel ticks a second, as user space sees them: a constant of Linux.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Processor time of all threads so far, in user and in kernel mode.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromSeconds(Members().Sum(process => process.Ticks) / TicksPerSecond);

    /// <summary>Most memory held at a time since <see cref="ForgetPeak"/>, of all processes together, in bytes.</summary>
    public long PeakBytes => Members().Sum(process => PeakOf(process.Id));

    /// <summary>Begins a new measurement of the peak.</summary>
    public void ForgetPeak()
    {
        foreach (var (id, _, _) in Members())
            File.WriteAllText($"/proc/{id}/clear_refs", "5");
    }

    private List<(int Id, int Parent, long Ticks)> Members()
    {
        var all = Directory
            .EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? Read(id) : null)
            .OfType<(int Id, int Parent, long Ticks)>()
            .ToArray();

        var top = root;
        var members = all.Where(process => process.Id == top).ToList();
        for (var i = 0; i < members.Count; i++)
            members.AddRange(all.Where(process => process.Parent == members[i].Id));
        return members;
    }

    private static (int Id, int Parent, long Ticks)? Read(int id)
    {
        try
        {
            // The name in parentheses may hold anything, so fields are counted from the last parenthesis on.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (id, int.Parse(fields[1]), long.Parse(fields[11]) + long.Parse(fields[12]));
        }
        catch (IOException)
        {
            return null; // It ended between the listing and the look.
        }
    }

    private static long PeakOf(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").Single(line => line.StartsWith("VmHWM:"));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }
}
