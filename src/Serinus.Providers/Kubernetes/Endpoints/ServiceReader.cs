using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Secrets;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Endpoints;

/// <summary>Makes a service of a port of a Service.</summary>
internal static class ServiceReader
{
    /// <summary>What a reference means.</summary>
    /// <param name="reference">The port of a Service.</param>
    /// <param name="service">The Service, or null when there is none.</param>
    /// <param name="endpoints">Where it is served, as far as that is known.</param>
    /// <param name="secret">The Secret that the reference's rules name, or null when they name none.</param>
    /// <param name="standard">TLS to endpoints where the reference's rules do not say.</param>
    public static ServiceResolution Read(
        ServiceReference reference,
        ServiceObject? service,
        ServiceEndpoints? endpoints,
        UpstreamSecret? secret,
        UpstreamTlsConfig standard
    )
    {
        if (service is null)
            return Unreachable(
                reference,
                $"Service {reference.Service} does not exist",
                "create it, or correct the name"
            );
        var problems = new ObjectProblems(Kinds.Service, reference.Service);
        var settings = ServiceSettings.Read(service, problems);
        var port = PortOf(service, reference.Port);
        ServiceResolution made;
        if (port is null)
            made = Unreachable(
                reference,
                $"Service {reference.Service} has no port {reference.Port}",
                $"use one of its ports: {string.Join(", ", service.Ports.Select(Shown))}"
            );
        else if (SpokenTo(reference, port) is not { } spoken)
            made = Unreachable(
                reference,
                $"how port {reference.Port} of Service {reference.Service} is to be spoken to is not known; requests are answered 503",
                "correct the annotations about it"
            ) with
            {
                IsUnsupported = true,
            };
        else if (service.Type == "ExternalName")
            made = Secured(External(reference, service, port.Port, spoken), spoken, reference.Rules, secret, standard);
        else
        {
            var (selected, ready) = endpoints is null
                ? ([], 0)
                : EndpointSelection.Select(endpoints, port.Name, port.Port, spoken.Scheme);
            made = Secured(Resolved(reference, selected, ready), spoken, reference.Rules, secret, standard);
        }

        return made with
        {
            Config = settings.Apply(made.Config),
            IsSticky = settings.IsSticky,
            BodyBytesMax = settings.BodyBytesMax,
            Problems = problems.ToImmutable(),
        };
    }

    private static ServicePort? PortOf(ServiceObject service, PortReference wanted)
    {
        foreach (var port in service.Ports)
        {
            if (wanted.Name is null ? port.Port == wanted.Number : port.Name == wanted.Name)
                return port;
        }

        // An ExternalName needs no ports of its own: the Ingress says which.
        return service.Type == "ExternalName" && wanted is { Name: null, Number: > 0 }
            ? new ServicePort("", wanted.Number, default, "TCP", null)
            : null;
    }

    private static SpokenProtocol? SpokenTo(ServiceReference reference, ServicePort port) =>
        reference.Rules switch
        {
            { IsBroken: true } => null,
            { Protocol: { } protocol } => SpokenProtocol.Of(protocol),
            _ => SpokenProtocol.Of(port),
        };

    private static ServiceResolution Secured(
        ServiceResolution made,
        SpokenProtocol spoken,
        UpstreamRules? rules,
        UpstreamSecret? secret,
        UpstreamTlsConfig standard
    )
    {
        var config = made.Config with { Protocol = spoken.Protocol };
        if (!spoken.IsSecure || made.Trouble is not null)
            return made with { Config = config };
        if (secret == UpstreamSecret.Absent)
            return made with
            {
                Config = config with { Endpoints = [] },
                Ready = 0,
                Trouble =
                    $"Secret {rules!.Secret} does not exist, and endpoints are not reached without it; requests are answered 503",
                Cure = "create it in the Ingress's namespace",
                IsUnsupported = true,
            };
        var tls = standard with
        {
            Verify = rules?.Verifies ?? standard.Verify,
            ServerName = rules?.ServerName ?? standard.ServerName,
            Authority = secret?.Authority ?? standard.Authority,
            Certificate = secret?.Certificate?.Name ?? standard.Certificate,
        };
        return made with
        {
            Config = config with { Tls = tls.Verify ? tls : tls with { Authority = null } },
            Certificate = secret?.Certificate,
            IsUnreadable = secret?.Trouble is not null,
        };
    }

    private static ServiceResolution External(
        ServiceReference reference,
        ServiceObject service,
        int port,
        SpokenProtocol spoken
    )
    {
        var name = service.ExternalName?.TrimEnd('.') ?? "";
        var isName =
            name.Length is > 0 and <= 253 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (!isName)
            return Unreachable(
                reference,
                $"externalName {ObjectProblems.Shown(name)} of Service {reference.Service} is no host",
                "write a DNS name"
            );
        if (IsOfTheEdge(name))
            return Unreachable(
                reference,
                $"externalName {name} of Service {reference.Service} is the edge's own machine or link, which no Ingress may reach",
                "name the host that serves it"
            );
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"{spoken.Scheme}://{name.ToLowerInvariant()}:{port}"
        );
        return Resolved(reference, [new EndpointConfig(address)], 1);
    }

    /// <summary>Loopback and link-local names: behind them are the edge's own admin endpoint, and the metadata of its machine.</summary>
    private static bool IsOfTheEdge(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (
            IPAddress.TryParse(name, out var address)
            && (
                IPAddress.IsLoopback(address)
                || address.Equals(IPAddress.Any)
                || address.GetAddressBytes() is [169, 254, _, _]
            )
        );

    private static ServiceResolution Unreachable(ServiceReference reference, string trouble, string cure) =>
        Resolved(reference, [], 0) with
        {
            Trouble = trouble,
            Cure = cure,
        };

    private static ServiceResolution Resolved(
        ServiceReference reference,
        ImmutableArray<EndpointConfig> endpoints,
        int ready
    )
    {
        var config = new ServiceConfig
        {
            Name = reference.ConfigName,
            Endpoints = endpoints,
            Origin = new Origin($"{Kinds.Service} {reference.Service}", []),
        };
        return new ServiceResolution(config, ready, false, 0, null, "", false, []);
    }

    private static string Shown(ServicePort port) =>
        port.Name.Length == 0
            ? port.Port.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{port.Port} ({port.Name})");
}
