namespace Serinus.Routing.Split;

/// <summary>Why a backend was chosen.</summary>
public enum ChoiceReason : byte
{
    /// <summary>It is the route's only backend.</summary>
    Single,

    /// <summary>Its turn by weight.</summary>
    Weight,

    /// <summary>The user's bucket, from the hash of a key.</summary>
    Hash,

    /// <summary>The user's signed cookie.</summary>
    Cohort,

    /// <summary>A trusted client asked for it.</summary>
    Forced,

    /// <summary>A rollout sends such requests to its canary, whatever its share.</summary>
    Matched,

    /// <summary>Another backend failed, and the request was replayed here.</summary>
    Fallback,
}
