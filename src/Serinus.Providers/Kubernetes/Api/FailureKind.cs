namespace Serinus.Providers.Kubernetes.Api;

/// <summary>Why an API server did not do what it was asked.</summary>
internal enum FailureKind
{
    /// <summary>No connection, or it broke, or no answer came in time.</summary>
    Unreachable,

    /// <summary>401: it does not know who asks.</summary>
    Unauthorised,

    /// <summary>403: who asks has no right to it.</summary>
    Forbidden,

    /// <summary>404: there is no such object, or no such kind.</summary>
    NotFound,

    /// <summary>409: somebody else was first.</summary>
    Conflict,

    /// <summary>410: what happened since then is forgotten; list anew.</summary>
    Gone,

    /// <summary>429: ask later.</summary>
    Throttled,

    /// <summary>Any other refusal of the request.</summary>
    Refused,

    /// <summary>5xx, or an answer that cannot be read.</summary>
    Broken,
}
