using Serinus.Control;
using Serinus.Routing.Config;

namespace Serinus.Tests.Control;

public class RestartNoticeTests
{
    [Fact]
    public void A_setting_that_is_read_at_start_only_is_named_when_it_changes()
    {
        var started = new EdgeConfig { Admin = new AdminConfig { Address = "127.0.0.1:8080" } };
        var now = new EdgeConfig
        {
            Admin = new AdminConfig { Address = "127.0.0.1:9090" },
            AccessLog = new AccessLogConfig { Path = "/var/log/serinus.log" },
            Loops = 4,
            Metrics = new MetricsConfig { Buckets = [0.1, 1] },
            SigningKeyFile = "/etc/serinus/key",
        };

        var notices = RestartNotice.For(started, now);

        Assert.Equal(
            ["admin.address", "accessLog", "loops", "metrics.buckets", "signingKeyFile"],
            notices.Select(notice => notice.Field)
        );
        Assert.All(notices, notice => Assert.Equal(Severity.Warning, notice.Severity));
        Assert.Equal(
            "warning: edge: admin.address: changed from 127.0.0.1:8080 to 127.0.0.1:9090, but is read at start only; restart the program to apply it",
            notices[0].ToString()
        );
    }

    [Fact]
    public void Another_cluster_needs_a_restart_and_the_same_one_read_anew_does_not()
    {
        var started = new EdgeConfig { Kubernetes = new KubernetesConfig { Namespaces = ["shop"] } };
        var again = new EdgeConfig { Kubernetes = new KubernetesConfig { Namespaces = ["shop"] } };
        var other = new EdgeConfig { Kubernetes = new KubernetesConfig { Namespaces = ["blog"] } };

        Assert.Empty(RestartNotice.For(started, again));
        Assert.Equal("kubernetes", Assert.Single(RestartNotice.For(started, other)).Field);
        Assert.Equal("kubernetes", Assert.Single(RestartNotice.For(new EdgeConfig(), other)).Field);
    }

    [Fact]
    public void Settings_that_go_live_at_once_need_no_notice() =>
        Assert.Empty(
            RestartNotice.For(
                new EdgeConfig(),
                new EdgeConfig
                {
                    DrainTime = TimeSpan.FromSeconds(5),
                    Limits = new LimitsConfig { HeaderCountMax = 10 },
                    Metrics = new MetricsConfig(),
                }
            )
        );
}
