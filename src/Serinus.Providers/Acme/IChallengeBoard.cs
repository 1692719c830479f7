namespace Serinus.Providers.Acme;

/// <summary>Shows the answer of a challenge to the world.</summary>
internal interface IChallengeBoard
{
    /// <summary>Shows it; completes once it is served.</summary>
    Task ShowAsync(ChallengeAnswer answer, CancellationToken cancellation);

    /// <summary>Takes it away.</summary>
    void Hide();
}
