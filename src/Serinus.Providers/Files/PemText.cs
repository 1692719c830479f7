namespace Serinus.Providers.Files;

/// <summary>What a file of certificates or of a key says; equal when nothing has changed.</summary>
/// <param name="Text">Its text; empty when it cannot be read.</param>
/// <param name="Message">Why it cannot be read; empty when it can.</param>
/// <param name="Cure">What to do about that.</param>
/// <param name="IsOpenToAll">Whether every user of the machine may read it.</param>
internal sealed record PemText(string Text, string Message, string Cure, bool IsOpenToAll)
{
    public bool IsBroken => Message.Length > 0;

    public static PemText Broken(string message, string cure) => new("", message, cure, IsOpenToAll: false);
}
