using System.Collections;
using System.Reflection;
using System.Text;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

/// <summary>YAML and TOML are two ways to write the same: every key, with a value that is not its default, gives the same records.</summary>
public sealed class SameContentTests
{
    // A certificate's texts are read from its files, and its one protocol is for the challenges of ACME.
    private static readonly string[] notWritten =
    [
        $"{nameof(CertificateConfig)}.{nameof(CertificateConfig.Chain)}",
        $"{nameof(CertificateConfig)}.{nameof(CertificateConfig.Key)}",
        $"{nameof(CertificateConfig)}.{nameof(CertificateConfig.Alpn)}",
        // Files have no workloads.
        $"{nameof(RolloutSpec)}.{nameof(RolloutSpec.Scaling)}",
    ];

    [Fact]
    public void Yaml_and_toml_of_the_same_content_are_the_same()
    {
        var yaml = FileTranslations.Of("a.yaml", EveryKey.Yaml);
        var toml = FileTranslations.Of("a.toml", EveryKey.Toml);
        Assert.Empty(yaml.Fragment.Problems);
        Assert.Empty(toml.Fragment.Problems);
        Assert.Equal(Written(yaml.Fragment), Written(toml.Fragment));
        Assert.Equal(Written(yaml.Rollouts), Written(toml.Rollouts));
        Assert.Equal(Written(yaml.News), Written(toml.News));
    }

    [Fact]
    public void Every_property_of_the_config_records_can_be_written()
    {
        var translation = FileTranslations.Of("a.yaml", EveryKey.Yaml);
        var fragment = translation.Fragment;
        var unset = new HashSet<string>(StringComparer.Ordinal);
        var set = new HashSet<string>(StringComparer.Ordinal);
        Compare(fragment.Edge!, new EdgeConfig());
        Compare(fragment.Listeners[0], new ListenerConfig { Name = "", Address = "" });
        Compare(fragment.Routes[0], new RouteConfig { Name = "" });
        Compare(fragment.Certificates[0], new CertificateConfig { Name = "" });
        Compare(fragment.StreamRoutes[0], new StreamRouteConfig { Name = "" });
        Compare(fragment.Services[0], new ServiceConfig { Name = "" });
        foreach (var rules in fragment.Listeners[0].Tls!.Hosts)
            Compare(rules, new TlsHostConfig());
        foreach (var backend in fragment.Routes[0].Backends)
            Compare(backend, new BackendConfig { Service = "" });
        foreach (var filter in fragment.Routes[0].Filters)
        {
            Compare(filter, new FilterConfig());
            foreach (
                var part in new object?[]
                {
                    filter.RequestHeaders,
                    filter.ResponseHeaders,
                    filter.Allow,
                    filter.Redirect,
                    filter.Rewrite,
                    filter.Hsts,
                    filter.Respond,
                }
            )
            {
                if (part is not null)
                    Compare(part, Activator.CreateInstance(part.GetType())!);
            }
        }

        foreach (var rule in fragment.Routes[0].Force!.Rules)
            Compare(rule, new ForceRuleConfig { Backend = "" });
        foreach (var endpoint in fragment.Services[0].Endpoints)
            Compare(endpoint, new EndpointConfig(""));
        foreach (var spec in translation.Rollouts.Select(rollout => rollout.Spec))
            CompareRollout(spec);
        foreach (var news in translation.News)
            Compare(news.Alert, new AlertSpec { Name = "", Address = "" });
        unset.ExceptWith(set);
        unset.ExceptWith(notWritten);
        Assert.Empty(unset);

        void CompareRollout(RolloutSpec spec)
        {
            Compare(
                spec,
                new RolloutSpec
                {
                    Name = "",
                    Stable = "",
                    Canary = "",
                }
            );
            Compare(spec.Analysis, new AnalysisSpec());
            Compare(spec.Analysis.Sequential, new SequentialSpec());
            Compare(spec.Promotion, new PromotionSpec());
            Compare(spec.Failsafe, new FailsafeSpec());
            if (spec.Group is { } group)
                Compare(group, new ReleaseGroupSpec { Name = "" });
            if (spec.Analysis.SessionAffinity is { } affinity)
                Compare(affinity, new SessionAffinitySpec());
            foreach (var window in spec.DeployWindows)
                Compare(window, new DeployWindowSpec());
            foreach (var hook in spec.Analysis.Hooks)
                Compare(hook, new HookSpec { Name = "", Url = "" });
            foreach (var alert in spec.Analysis.Alerts)
                Compare(alert, new AlertSpec { Name = "", Address = "" });
            foreach (var metric in spec.Analysis.Metrics)
            {
                Compare(metric, new MetricSpec { Name = "" });
                Compare(metric.Compare ?? new(), new CompareSpec());
                if (metric.Source is { } source)
                    Compare(source, new MetricSourceSpec { Address = "" });
            }
        }

        void Compare(object written, object defaults)
        {
            foreach (var property in written.GetType().GetProperties().Where(p => p.CanWrite))
            {
                var name = $"{written.GetType().Name}.{property.Name}";
                var (now, before) = (property.GetValue(written), property.GetValue(defaults));
                (Written(now) == Written(before) ? unset : set).Add(name);
                if (
                    now is not null
                    && now.GetType().Namespace == typeof(RouteConfig).Namespace
                    && now is not Origin
                    && !now.GetType().IsEnum
                    && now is not PathConfig
                )
                    Compare(now, Activator.CreateInstance(now.GetType())!);
            }
        }
    }

    /// <summary>All properties, in depth, without the places.</summary>
    private static string Written(object? value)
    {
        var text = new StringBuilder();
        Write(value);
        return text.ToString();

        void Write(object? part)
        {
            switch (part)
            {
                case null:
                    text.Append("null");
                    break;
                case string or ValueType and not IEnumerable and not KeyValuePair<string, string>:
                    text.Append(part);
                    break;
                case IEnumerable list:
                    text.Append('[');
                    foreach (var item in list)
                    {
                        Write(item);
                        text.Append(", ");
                    }

                    text.Append(']');
                    break;
                default:
                    text.Append('{');
                    foreach (var property in part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    {
                        if (property.PropertyType == typeof(Origin) || property.GetIndexParameters().Length > 0)
                            continue;
                        text.Append(property.Name).Append(": ");
                        Write(property.GetValue(part));
                        text.AppendLine();
                    }

                    text.Append('}');
                    break;
            }
        }
    }
}
