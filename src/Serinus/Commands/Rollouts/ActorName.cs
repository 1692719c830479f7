namespace Serinus.Commands.Rollouts;

/// <summary>Who acts, as far as this machine knows.</summary>
internal static class ActorName
{
    private const int LengthMax = 60;

    /// <summary>Name of the user who runs the program, in characters that stand in a header field.</summary>
    public static string OfThisUser()
    {
        var name = new string([.. Environment.UserName.Where(c => c is > ' ' and <= '~').Take(LengthMax)]);
        return name.Length == 0 ? "cli" : name;
    }
}
