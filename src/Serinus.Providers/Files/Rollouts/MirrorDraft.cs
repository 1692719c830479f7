namespace Serinus.Providers.Files.Rollouts;

/// <summary>A mirror as it is written.</summary>
internal sealed class MirrorDraft
{
    public decimal Percentage { get; set; }
}
