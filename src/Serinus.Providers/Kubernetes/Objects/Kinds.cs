namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>Kinds of objects that problems belong to, as <see cref="Routing.Config.ObjectId.Kind"/> names them; the name is <c>namespace/name</c>.</summary>
public static class Kinds
{
    public const string Ingress = "ingress";
    public const string Service = "kubernetes service";
    public const string Secret = "secret";
    public const string IngressClass = "ingress class";
    public const string Canary = "canary";
    public const string MetricTemplate = "metric template";
    public const string AlertProvider = "alert provider";

    /// <summary>The API server and what it allows; its name is empty.</summary>
    public const string Cluster = "kubernetes";
}
