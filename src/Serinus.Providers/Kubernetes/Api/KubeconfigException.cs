namespace Serinus.Providers.Kubernetes.Api;

/// <summary>The kubeconfig or the service account is missing or broken; the message is for an operator.</summary>
public sealed class KubeconfigException : Exception
{
    internal KubeconfigException(string message, Exception? reason = null)
        : base(message, reason) { }

    /// <summary>Whether nothing says which cluster is meant.</summary>
    internal bool NamesNone { get; init; }
}
