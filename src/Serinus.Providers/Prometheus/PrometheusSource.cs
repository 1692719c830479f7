using System.Globalization;
using Serinus.Providers.Outside.Http;
using Serinus.Providers.Outside.Metrics;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Prometheus;

/// <summary>Asks Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics), an instant query.</summary>
internal sealed class PrometheusSource(BoundedHttp http) : IMetricSource
{
    private const int AnswerBytesMax = 1024 * 1024;

    /// <summary>Longer URLs are refused by some servers on the way; such a query goes into the body.</summary>
    private const int QueryInUrlMax = 2000;

    public async Task<SourceAnswer> AskAsync(MetricSourceSpec source, CancellationToken cancellationToken)
    {
        var place = BoundedHttp.Place(source.Address);
        if (!Uri.TryCreate(source.Address, UriKind.Absolute, out var address))
            return SourceAnswer.Failed("the address is no URL; write one such as http://prometheus.monitoring:9090");
        var query = $"query={Uri.EscapeDataString(source.Query)}&timeout={Seconds(source.Timeout)}";
        var isShort = query.Length <= QueryInUrlMax;
        var call = new HttpCall
        {
            Method = isShort ? HttpMethod.Get : HttpMethod.Post,
            Url = Endpoint(address, isShort ? query : ""),
            Fields = source.Headers,
            Body = isShort ? null : query,
            BodyType = "application/x-www-form-urlencoded",
            Timeout = source.Timeout,
            AnswerBytesMax = AnswerBytesMax,
            IsVerified = !source.InsecureSkipVerify,
        };
        return PrometheusAnswer.Read(place, await http.SendAsync(call, cancellationToken));
    }

    /// <summary>The address may end with a path, where a proxy serves several, and may have parameters such as <c>?dedup=true</c>.</summary>
    private static string Endpoint(Uri address, string query)
    {
        var url = new UriBuilder(address) { Path = address.AbsolutePath.TrimEnd('/') + "/api/v1/query" };
        string[] parameters = [address.Query.TrimStart('?'), query];
        url.Query = string.Join('&', parameters.Where(parameter => parameter.Length > 0));
        return url.Uri.AbsoluteUri;
    }

    private static string Seconds(TimeSpan time) =>
        Math.Max(0.001, time.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture) + "s";
}
