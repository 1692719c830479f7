using System.Collections.Immutable;
using CsCheck;
using Serinus.Providers.Kubernetes;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Ingresses;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;
using Serinus.Tests.Control;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Providers.Kubernetes.Ingresses;

public sealed class ClusterTranslatorTests
{
    private static readonly DateTimeOffset day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] names =
    [
        .. AnnotationCatalog
            .Entries.Where(entry => entry.Target == AnnotationTarget.Ingress && entry.Name != OwnAnnotations.Class)
            .SelectMany(entry => entry.FullNames),
    ];

    private static readonly Gen<string> rubbish = Gen.OneOf(
        Gen.String,
        OneOf(
            "",
            "\"",
            "\\d",
            "{{",
            "a: 1\nb: -2",
            "s0: 1e28%\ns1: 1e-28%",
            "*",
            "(",
            "$1",
            "%",
            "/",
            "true",
            "\0",
            "a:b||c"
        )
    );

    [Fact]
    public void The_order_in_which_objects_come_does_not_matter() =>
        Gen.Shuffle(Enumerable.Range(0, 30).ToArray())
            .Sample(
                order =>
                {
                    var all = LargeCluster.Of(30, 12);
                    var view = all with { Ingresses = ImmutableDictionary<ObjectKey, IngressObject>.Empty };
                    foreach (var i in order)
                    {
                        var key = LargeCluster.Key($"i{i}");
                        view = view with { Ingresses = view.Ingresses.Add(key, all.Ingresses[key]) };
                    }

                    return Meaning(view) == Meaning(all);
                },
                iter: 30
            );

    [Fact]
    public void What_came_before_does_not_change_what_a_view_means()
    {
        var translator = new ClusterTranslator(new KubernetesConfig());
        var full = LargeCluster.Of(40, 20);
        var less = full with
        {
            Ingresses = full.Ingresses.Remove(LargeCluster.Key("i3")),
            Endpoints = full.Endpoints.Remove(LargeCluster.Key("s5")),
        };
        translator.Translate(full);

        var afterLess = FragmentText.Of(translator.Translate(less).Fragment);
        var afterFull = FragmentText.Of(translator.Translate(full).Fragment);

        Assert.Equal(Meaning(less), afterLess);
        Assert.Equal(Meaning(full), afterFull);
    }

    [Fact]
    public void What_did_not_change_stays_the_same_instance()
    {
        var translator = new ClusterTranslator(new KubernetesConfig());
        var view = LargeCluster.Of(40, 20);
        var clash = LargeCluster.Ingress("clash", "h1.example.com", day, new Dictionary<string, string>(), "s0");
        view = view with { Ingresses = view.Ingresses.Add(clash.Meta.Key, clash) };
        var before = translator.Translate(view).Fragment;
        var changed = view with
        {
            Endpoints = view.Endpoints.SetItem(LargeCluster.Key("s0"), LargeCluster.Endpoints("10.9.9.9")),
            Ingresses = view.Ingresses.SetItem(LargeCluster.Key("i7"), LargeCluster.Ingress(7, "s2", "s3")),
        };

        var after = translator.Translate(changed).Fragment;

        Assert.Equal(before.Routes.Length, after.Routes.Length);
        Assert.Equal(
            [new EndpointConfig("http://10.9.9.9:8080")],
            after.Services.Single(service => service.Name == "default/s0:80").Endpoints
        );
        Assert.All(
            before.Routes.Where(route => route.Name != "default/i7 h7.example.com /"),
            route =>
                Assert.True(
                    after.Routes.Any(other => ReferenceEquals(other, route))
                        || route.Backends.Any(backend => backend.Service == "default/s0:80"),
                    route.Name
                )
        );
        Assert.All(
            before.Services.Where(service => service.Name != "default/s0:80"),
            service => Assert.Contains(after.Services, other => ReferenceEquals(other, service))
        );
        Assert.Same(Assert.Single(before.Problems), Assert.Single(after.Problems));
    }

    [Fact]
    public void Endpoints_that_mean_the_same_make_nothing_new()
    {
        var translator = new ClusterTranslator(new KubernetesConfig());
        var view = LargeCluster.Of(4, 4);
        var before = translator.Translate(view).Fragment;
        var again = view with
        {
            Endpoints = view.Endpoints.SetItem(LargeCluster.Key("s0"), LargeCluster.Endpoints("10.0.0.1")),
        };

        var after = translator.Translate(again).Fragment;

        Assert.All(before.Services.Zip(after.Services), pair => Assert.Same(pair.First, pair.Second));
        Assert.All(before.Routes.Zip(after.Routes), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void An_ingress_of_another_host_changes_no_route_of_others() =>
        Gen.Select(OneOf(names), rubbish)
            .List[0, 6]
            .Sample(
                annotations =>
                {
                    var view = LargeCluster.Of(6, 4);
                    var values = annotations
                        .DistinctBy(pair => pair.Item1)
                        .ToDictionary(pair => pair.Item1, pair => pair.Item2);
                    // A host of its own for the canary could be one that others have.
                    values.Remove(AnnotationPrefixTexts.Own + OwnAnnotations.CanaryHost);
                    var added = LargeCluster.Ingress("added", "other.example.com", day, values, "s0", "s1");
                    var translator = new ClusterTranslator(new KubernetesConfig());
                    var before = translator.Translate(view).Fragment;

                    var after = translator
                        .Translate(view with { Ingresses = view.Ingresses.Add(added.Meta.Key, added) })
                        .Fragment;

                    return before.Routes.All(route => after.Routes.Any(other => ReferenceEquals(route, other)));
                },
                iter: 2000
            );

    [Fact]
    public void Whatever_annotations_say_the_compiler_refuses_no_route() =>
        // A route that were refused would keep its last good version, which may be one that was open.
        Gen.Select(OneOf(names), rubbish)
            .List[1, 4]
            .Sample(
                annotations =>
                {
                    var values = annotations
                        .DistinctBy(pair => pair.Item1)
                        .ToDictionary(pair => pair.Item1, pair => pair.Item2);
                    var added = LargeCluster.Ingress("added", "other.example.com", day, values, "s0", "s1");
                    var view = LargeCluster.Of(0, 2);
                    var fragment = new ClusterTranslator(new KubernetesConfig())
                        .Translate(view with { Ingresses = view.Ingresses.Add(added.Meta.Key, added) })
                        .Fragment;
                    var compiled = Given.Compiled(fragment with { Problems = [] });

                    return compiled
                        .Errors()
                        .All(problem => problem.Field.StartsWith("listeners", StringComparison.Ordinal));
                },
                iter: 3000
            );

    [Fact]
    public void Any_text_in_any_annotation_of_a_service_is_borne() =>
        Gen.Select(
                OneOf([
                    .. AnnotationCatalog
                        .Entries.Where(entry => entry.Target == AnnotationTarget.Service)
                        .SelectMany(entry => entry.FullNames),
                ]),
                rubbish
            )
            .Sample(
                (name, value) =>
                {
                    var view = LargeCluster.Of(2, 4);
                    var key = LargeCluster.Key("s0");
                    var annotated = view.Services[key] with
                    {
                        Meta = LargeCluster
                            .Ingress("s0", "", day, new Dictionary<string, string> { [name] = value })
                            .Meta,
                    };
                    var fragment = new ClusterTranslator(new KubernetesConfig())
                        .Translate(view with { Services = view.Services.SetItem(key, annotated) })
                        .Fragment;

                    return fragment.Routes.Length == 2;
                },
                iter: 1000
            );

    [Fact]
    public void Names_are_unique_and_fit_however_long_hosts_and_paths_are()
    {
        var host = string.Join('.', Enumerable.Repeat(new string('a', 60), 4));
        var rule = new IngressRule(
            host,
            true,
            [
                .. new[] { "x", "y" }.Select(end => new IngressPath(
                    "/" + new string('p', 400) + end,
                    "Prefix",
                    new IngressBackend("s0", new PortReference(80, null), null)
                )),
            ]
        );
        var view = LargeCluster.Of(1, 2);
        var key = LargeCluster.Key("i0");
        var ingress = view.Ingresses[key] with { Rules = [rule] };

        var routes = new ClusterTranslator(new KubernetesConfig())
            .Translate(view with { Ingresses = view.Ingresses.SetItem(key, ingress) })
            .Fragment.Routes;

        Assert.Equal(2, routes.Select(route => route.Name).Distinct().Count());
        Assert.All(routes, route => Assert.InRange(route.Name.Length, 1, 253));
    }

    [Fact]
    public void A_certificate_that_expires_is_told_of_and_served()
    {
        var view = ClusterText.Parse(File.ReadAllText(GoldenClusterTests.ClusterOf("tls-certificates"))).View;
        var time = new FakeTime();
        var translator = new ClusterTranslator(new KubernetesConfig(), time);
        var before = translator.Translate(view).Fragment;

        time.Advance(TimeSpan.FromDays(365 * 200));
        var after = translator.Translate(view).Fragment;

        Assert.Empty(before.Problems);
        Assert.Contains(after.Problems, problem => problem.Object == new ObjectId(Kinds.Secret, "default/san"));
        Assert.All(after.Problems, problem => Assert.Equal(Severity.Warning, problem.Severity));
        Assert.All(before.Certificates.Zip(after.Certificates), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void Secrets_are_asked_for_before_they_are_there()
    {
        var cluster = ClusterText.Parse(File.ReadAllText(GoldenClusterTests.ClusterOf("tls-certificates")));
        var view = cluster.View with { Secrets = ImmutableDictionary<ObjectKey, SecretObject>.Empty };

        var translation = new ClusterTranslator(cluster.Config).Translate(view);

        Assert.True(translation.Secrets.SetEquals([LargeCluster.Key("cn"), LargeCluster.Key("san")]));
        Assert.Equal(2, translation.Served.Length);
    }

    [Fact]
    public void One_endpoint_change_among_thousands_is_cheap()
    {
        var translator = new ClusterTranslator(new KubernetesConfig());
        var view = LargeCluster.Of(5000, 2000);
        var whole = Allocated(() => translator.Translate(view));
        view = view with
        {
            Endpoints = view.Endpoints.SetItem(LargeCluster.Key("s42"), LargeCluster.Endpoints("10.9.9.1")),
        };

        var change = Allocated(() => translator.Translate(view));

        // What is made anew tells how much is done again, and is the same on a busy machine; `./dev bench cluster` has the time.
        Assert.InRange(change, 1, whole / 20);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Meaning(ClusterView view) =>
        FragmentText.Of(new ClusterTranslator(new KubernetesConfig()).Translate(view).Fragment);
}
