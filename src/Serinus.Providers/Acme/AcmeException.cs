namespace Serinus.Providers.Acme;

/// <summary>Carries an <see cref="AcmeTrouble"/> out of the depth of an order; the provider turns it into a problem.</summary>
internal sealed class AcmeException(AcmeTrouble trouble, Exception? cause = null) : Exception(trouble.Message, cause)
{
    public AcmeTrouble Trouble { get; } = trouble;
}
