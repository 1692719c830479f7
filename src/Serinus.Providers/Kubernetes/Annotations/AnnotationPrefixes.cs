using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>Families of annotations by what their names begin with.</summary>
internal enum AnnotationPrefixes
{
    /// <summary>The name is whole by itself.</summary>
    None,

    /// <summary><c>ingress.kubernetes.io/</c>, then <c>traefik.ingress.kubernetes.io/</c>.</summary>
    Traefik,

    /// <summary><c>nginx.ingress.kubernetes.io/</c>.</summary>
    Nginx,

    /// <summary><c>serinus.dev/</c>.</summary>
    Own,
}

/// <summary>The texts of the families.</summary>
internal static class AnnotationPrefixTexts
{
    public const string Traefik = "traefik.ingress.kubernetes.io/";
    public const string Nginx = "nginx.ingress.kubernetes.io/";
    public const string Own = "serinus.dev/";

    private static readonly ImmutableArray<string> traefik = ["ingress.kubernetes.io/", Traefik];

    public static ImmutableArray<string> Texts(this AnnotationPrefixes prefixes) =>
        prefixes switch
        {
            AnnotationPrefixes.Traefik => traefik,
            AnnotationPrefixes.Nginx => [Nginx],
            AnnotationPrefixes.Own => [Own],
            _ => [""],
        };
}
