namespace Serinus.Routing.Split;

/// <summary>A compiled <see cref="Config.CohortConfig"/>: finds a user's bucket, reads and writes the signed cookie.</summary>
public sealed class Cohort
{
    /// <summary>Writes the value of a <c>Set-Cookie</c> field that remembers a user, and returns its length.</summary>
    public int WriteSetCookie(Choice choice, bool secure, Span<byte> destination) =>
        throw new NotImplementedException();
}
