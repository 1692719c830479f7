namespace Serinus.Testbed;

/// <summary>Where the repository and what it builds lie.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program as <c>./dev build</c> leaves it.</summary>
    public static string Program { get; } = Path.Combine(Root, "artifacts", "serinus", "serinus");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serinus.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"no Serinus.slnx above {AppContext.BaseDirectory}");
    }
}
