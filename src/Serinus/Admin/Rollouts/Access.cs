namespace Serinus.Admin.Rollouts;

/// <summary>Whether somebody may act.</summary>
/// <param name="IsGranted">Whether he may.</param>
/// <param name="IsOff">Whether nobody may, whatever his token.</param>
/// <param name="Who">Name of the token; empty when it has none.</param>
/// <param name="Why">Why not, and the cure.</param>
public sealed record Access(bool IsGranted, bool IsOff, string Who, string Why)
{
    /// <summary>He may.</summary>
    public static Access Granted(string who) => new(true, false, who, "");

    /// <summary>He may not; somebody with a token may.</summary>
    public static Access Refused(string why) => new(false, false, "", why);

    /// <summary>Nobody may.</summary>
    public static Access Off(string why) => new(false, true, "", why);
}
