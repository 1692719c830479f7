using System.Reflection;

namespace Serinus.Hosting;

/// <summary>Which build this is.</summary>
public static class ProgramVersion
{
    /// <summary>Version and, after a plus sign, the revision it was built from, where that is known.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "unknown";
}
