using System.Collections;
using System.Globalization;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Kubernetes.Ingresses;

/// <summary>A fragment as people read it: what differs from its default, and nothing else.</summary>
internal static class FragmentText
{
    public static string Of(Fragment fragment)
    {
        var text = new StringBuilder();
        foreach (var route in fragment.Routes)
            Write(text, route);
        foreach (var service in fragment.Services.OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"service {service.Name}{Settings(service)}");
            foreach (var endpoint in service.Endpoints)
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {endpoint.Address}{(endpoint.Draining ? " draining" : "")}"
                );
        }

        foreach (var certificate in fragment.Certificates)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"certificate {certificate.Name} for {string.Join(", ", certificate.Hosts)}"
            );
        foreach (var id in fragment.Unreadable)
            text.AppendLine(CultureInfo.InvariantCulture, $"unreadable {id}");
        foreach (var problem in fragment.Problems)
            text.AppendLine(problem.ToString());
        return text.ToString();
    }

    private static void Write(StringBuilder text, RouteConfig route)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"route {route.Name}");
        Line("hosts", string.Join(", ", route.Hosts) + (route.OneLabelWildcards ? " (one label)" : ""));
        Line("path", route.Path is { } path ? $"{path.Kind} {path.Value}" : "");
        Line("listeners", string.Join(", ", route.Listeners));
        Line("priority", route.Priority == 0 ? "" : route.Priority.ToString(CultureInfo.InvariantCulture));
        foreach (var backend in route.Backends)
            Line("backend", FormattableString.Invariant($"{backend.Name} {backend.Weight} -> {backend.Service}"));
        foreach (var filter in route.Filters)
            Line("filter", Said(filter));
        Line("cohort", route.Cohort is null ? "" : Said(route.Cohort));
        Line("force", route.Force is null ? "" : Said(route.Force));
        Line("fallback", route.Fallback == new FallbackConfig() ? "" : Said(route.Fallback));
        Line("body", route.BodyBytesMax == 0 ? "" : FormattableString.Invariant($"{route.BodyBytesMax} bytes at most"));

        void Line(string name, string value)
        {
            if (value.Length > 0)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {name}: {value}");
        }
    }

    private static string Settings(ServiceConfig service)
    {
        var session = service.Session is { } one ? $" session {one.Cookie ?? "by its own cookie"}" : "";
        var spoken = service.Protocol == UpstreamProtocol.Auto ? "" : $" by {service.Protocol}";
        return session + (service.Ejection.ServerErrors ? " ejects on server errors" : "") + spoken + Tls(service.Tls);
    }

    private static string Tls(UpstreamTlsConfig tls) =>
        (tls.Verify ? "" : " unverified")
        + (tls.ServerName is { } name ? $" as {name}" : "")
        + (tls.Authority is null ? "" : " by an authority of its own")
        + (tls.Certificate is { } shown ? $" showing certificate {shown}" : "");

    /// <summary>The members of a record that are set, in their order.</summary>
    private static string Said(object? value) =>
        value switch
        {
            null => "nothing",
            string text => text,
            KeyValuePair<string, string> field => $"{field.Key}={field.Value}",
            IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Said))}]",
            IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
            bool flag => flag ? "yes" : "no",
            _ => $"{{ {string.Join(", ", Members(value))} }}",
        };

    private static IEnumerable<string> Members(object value) =>
        from property in value.GetType().GetProperties()
        let member = property.GetValue(value)
        where member is not null and not "" and not 0 && member is not ICollection { Count: 0 }
        where !member.Equals(TimeSpan.Zero)
        select $"{property.Name} {Said(member)}";
}
