namespace Serinus.Providers.Files.Rollouts;

/// <summary>A pause as it is written.</summary>
internal sealed class PauseDraft
{
    public TimeSpan? Duration { get; set; }
}
