namespace Serinus.Routing.Config;

/// <summary>Identity of one configured object.</summary>
/// <param name="Kind">What it is: <c>route</c>, <c>service</c>, <c>listener</c>, <c>edge</c>.</param>
/// <param name="Name">Its name, unique among objects of its kind.</param>
public readonly record struct ObjectId(string Kind, string Name)
{
    /// <summary>Kind of a <see cref="RouteConfig"/>.</summary>
    public const string Route = "route";

    /// <summary>Kind of a <see cref="ServiceConfig"/>.</summary>
    public const string Service = "service";

    /// <summary>Kind of a <see cref="ListenerConfig"/>.</summary>
    public const string Listener = "listener";

    /// <summary>Kind of a <see cref="StreamRouteConfig"/>.</summary>
    public const string StreamRoute = "stream route";

    /// <summary>Kind of a <see cref="CertificateConfig"/>.</summary>
    public const string Certificate = "certificate";

    /// <summary>Kind of a rollout, and of the <see cref="OverlayConfig"/> it lays over routes.</summary>
    public const string Rollout = "rollout";

    /// <summary>Kind of somebody who hears of every rollout.</summary>
    public const string News = "news";

    /// <summary>Kind of an <see cref="EdgeConfig"/>.</summary>
    public const string Edge = "edge";

    /// <summary>Kind and name, as messages show them: <c>route web</c>.</summary>
    public override string ToString() => Name.Length == 0 ? Kind : $"{Kind} {Name}";
}
