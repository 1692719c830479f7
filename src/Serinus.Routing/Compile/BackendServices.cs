using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Gives backends the services they name.</summary>
internal static class BackendServices
{
    /// <summary>The backends of a route.</summary>
    /// <param name="services">What is served.</param>
    /// <param name="configs">The backends, in their order.</param>
    /// <param name="names">Their names.</param>
    /// <param name="use">What the route does with endpoints.</param>
    /// <param name="written">Their places as they were written; that of <paramref name="configs"/> when empty.</param>
    public static ImmutableArray<Backend> Backends(
        this NamedObjects<Service> services,
        ImmutableArray<BackendConfig> configs,
        ImmutableArray<string> names,
        EndpointUse use,
        ImmutableArray<int> written = default
    )
    {
        var backends = ImmutableArray.CreateBuilder<Backend>(configs.Length);
        for (var i = 0; i < configs.Length; i++)
        {
            backends.Add(
                new Backend
                {
                    Index = i,
                    Name = names[i],
                    Place = written.IsDefaultOrEmpty ? i : written[i],
                    Weight = configs[i].Weight,
                    Service = services.FindFor(configs[i].Service, use),
                    Config = configs[i],
                }
            );
        }

        return backends.MoveToImmutable();
    }

    /// <summary>Whether backends made before have the services they would be given now.</summary>
    public static bool AreThoseOf(
        this NamedObjects<Service> services,
        ImmutableArray<Backend> backends,
        EndpointUse use
    )
    {
        foreach (var backend in backends)
        {
            if (!ReferenceEquals(backend.Service, services.FindFor(backend.Config.Service, use)))
                return false;
        }

        return true;
    }

    /// <summary>The first endpoint of a service that cannot be used so; null when all can.</summary>
    public static Endpoint? Unfit(Service service, EndpointUse use)
    {
        foreach (var endpoint in service.Endpoints)
        {
            if (!EndpointSchemes.Fits(endpoint, use))
                return endpoint;
        }

        return null;
    }

    /// <summary>A service whose endpoints are of another kind serves nothing here, and its share is told as missing.</summary>
    private static Service? FindFor(this NamedObjects<Service> services, string name, EndpointUse use) =>
        services.Find(name) is { } service && Unfit(service, use) is null ? service : null;
}
