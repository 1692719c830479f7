namespace Serinus.Providers.Traefik;

/// <summary>A key of the static configuration, and what becomes of it.</summary>
/// <param name="Path">Its path; <c>*</c> stands for any name, a final <c>**</c> for the key itself and everything below.</param>
/// <param name="IsSwitch">Whether it stands alone on the command line: a boolean, or a table that is there by being named.</param>
/// <param name="Loss">What is lost because it is not honoured; null when it is.</param>
/// <param name="Cure">What to do about that.</param>
internal sealed record StaticKey(string Path, bool IsSwitch, string? Loss = null, string Cure = "")
{
    private readonly string[] parts = Path.Split('.');

    /// <summary>The longest path that is the same whatever it is asked for: problems of a whole subtree are named once, by this.</summary>
    public string Root => Path.EndsWith(".**", StringComparison.Ordinal) ? Path[..^3] : Path;

    /// <summary>Whether a path, given as its parts, is this key.</summary>
    public bool Takes(string[] asked)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "**")
                return true;
            if (i >= asked.Length)
                return false;
            if (parts[i] != "*" && !parts[i].Equals(asked[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return asked.Length == parts.Length;
    }

    /// <summary>The root with the names that were asked for in place of the stars.</summary>
    public string RootOf(string[] asked)
    {
        var length = Root.Split('.').Length;
        return string.Join('.', asked.Take(length));
    }
}
