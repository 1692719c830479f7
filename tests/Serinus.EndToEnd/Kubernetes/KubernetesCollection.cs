namespace Serinus.EndToEnd.Kubernetes;

/// <summary>Tests on the real API server: one is started for all of them, and they run one after another.</summary>
[CollectionDefinition(Name)]
public class KubernetesCollection : ICollectionFixture<SharedApiServer>
{
    public const string Name = "Kubernetes";
}
