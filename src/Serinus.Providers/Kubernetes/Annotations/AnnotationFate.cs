namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>What becomes of an annotation.</summary>
internal enum AnnotationFate
{
    /// <summary>It does what it says.</summary>
    Honoured,

    /// <summary>What it asks for is reached, in another way than it was: the entry says how.</summary>
    HonouredDifferently,

    /// <summary>It has no effect, or its routes are closed where serving without it would be unsafe: the entry says what to do instead.</summary>
    NotHonoured,
}
