namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>A cluster did not give or do what was asked; the message is for whoever asked.</summary>
public sealed class ClusterAccessException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What, and what to do.</param>
    /// <param name="isPassing">Whether trying again soon may help.</param>
    public ClusterAccessException(string message, bool isPassing)
        : base(message) => IsPassing = isPassing;

    /// <summary>Makes one.</summary>
    public ClusterAccessException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>Makes one.</summary>
    public ClusterAccessException(string message)
        : base(message) { }

    /// <summary>Makes one without words.</summary>
    public ClusterAccessException() { }

    /// <summary>Whether trying again soon may help.</summary>
    public bool IsPassing { get; }
}
