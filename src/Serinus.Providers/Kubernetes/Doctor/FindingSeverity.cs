namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>How bad a <see cref="Finding"/> is.</summary>
public enum FindingSeverity
{
    /// <summary>It does not work, or an API server refuses it.</summary>
    Error,

    /// <summary>It works, and is probably not what was meant.</summary>
    Warning,

    /// <summary>Worth knowing; may well be meant.</summary>
    Note,
}
