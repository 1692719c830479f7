using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Serinus.Providers.Acme;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Tests.Providers.Files;

namespace Serinus.Tests.Providers.Acme;

public sealed class AcmeProviderTests : IAsyncDisposable
{
    private const string Host = "www.example.com";
    private readonly TemporaryDirectory folder = new();
    private readonly SkippingTime time = new();
    private readonly ScriptedAuthority authority;
    private readonly Channel<Fragment> published = Channel.CreateUnbounded<Fragment>();
    private readonly List<Fragment> all = [];
    private readonly CancellationTokenSource stop = new();
    private AcmeProvider? provider;
    private Task running = Task.CompletedTask;

    public AcmeProviderTests() => authority = new ScriptedAuthority(time);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        provider?.Dispose();
        authority.Dispose();
        stop.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_certificate_is_asked_for_proven_and_served()
    {
        Begin();
        var served = await Next(fragment => !fragment.Certificates.IsEmpty);
        Assert.Empty(served.Problems);
        Assert.Empty(served.Routes);
        var certificate = Assert.Single(served.Certificates);
        Assert.Equal([Host], certificate.Hosts);
        using var pair = X509Certificate2.CreateFromPem(certificate.Chain, certificate.Key);
        Assert.True(pair.MatchesHostname(Host));
        Assert.DoesNotContain("PRIVATE", certificate.Chain);

        Assert.Contains("is being asked for", Assert.Single(all[0].Problems).Message);
        var route = Assert.Single(all.Single(fragment => !fragment.Routes.IsEmpty).Routes);
        Assert.Equal([Host], route.Hosts);
        Assert.Equal(new PathConfig(PathKind.Exact, $"/.well-known/acme-challenge/{authority.Token}"), route.Path);
        Assert.Empty(
            Compiler
                .Compile([new Fragment { Provider = "test", Routes = [route] }], null, new byte[32])
                .Problems.Where(problem => problem.Object.Kind == ObjectId.Route)
        );
        Assert.StartsWith(authority.Token + ".", Assert.Single(route.Filters).Respond!.Body);
    }

    [Fact]
    public async Task A_proof_by_tls_is_a_certificate_of_the_challenge()
    {
        Begin(config => config with { Challenge = AcmeChallenge.TlsAlpn01 });
        var shown = await Next(fragment => !fragment.Certificates.IsEmpty);
        var challenge = Assert.Single(shown.Certificates);
        Assert.Equal("acme-tls/1", challenge.Alpn);
        using var certificate = X509Certificate2.CreateFromPem(challenge.Chain, challenge.Key);
        var extension = certificate.Extensions["1.3.6.1.5.5.7.1.31"]!;
        Assert.True(extension.Critical);
        Assert.Equal([0x04, 0x20], extension.RawData[..2]);
        var served = await Next(fragment => fragment.Certificates is [{ Alpn: null }]);
        Assert.Empty(served.Problems);
    }

    [Fact]
    public async Task What_is_kept_is_served_again_and_only_its_owner_can_read_it()
    {
        Begin();
        var served = await Next(fragment => !fragment.Certificates.IsEmpty);
        await stop.CancelAsync();
        using var next = Make(config => config);
        Assert.Equal(served.Certificates[0].Chain, Assert.Single(next.Load().Certificates).Chain);
        Assert.Equal(served.Certificates[0].Key, next.Load().Certificates[0].Key);
        if (OperatingSystem.IsWindows())
            return;
        string[] files = ["acme/account.key", $"acme/{Host}/certificate.pem"];
        foreach (var file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At(file)));
    }

    [Fact]
    public async Task A_file_that_was_cut_short_is_asked_for_anew()
    {
        Directory.CreateDirectory(folder.At($"acme/{Host}"));
        folder.Write($"acme/{Host}/certificate.pem", "Authority: x\n-----BEGIN CERTIFICATE-----\nMII");
        Begin();
        Assert.Empty((await Next(fragment => !fragment.Certificates.IsEmpty)).Problems);
    }

    [Fact]
    public async Task A_nonce_the_authority_forgot_is_replaced()
    {
        Begin();
        await Next(fragment => !fragment.Routes.IsEmpty);
        authority.ForgetNonces();
        await Next(fragment => !fragment.Certificates.IsEmpty);
    }

    [Fact]
    public async Task A_rate_limit_is_named_and_its_wait_kept()
    {
        authority.RefuseOrder("rateLimited", HttpStatusCode.TooManyRequests, "too many certificates", 86_400);
        var began = time.GetUtcNow();
        Begin();
        var refused = await Next(fragment => fragment.Problems is [{ Severity: Severity.Error }]);
        Assert.Contains(
            "the authority's rate limit is reached: too many certificates; it is tried again at",
            refused.Problems[0].Message
        );
        await Next(fragment => !fragment.Certificates.IsEmpty);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task A_wait_outlives_the_program_but_not_a_change_of_authority()
    {
        var began = time.GetUtcNow();
        KeepFailure(began.AddDays(1), failures: 3);
        using (var other = Make(config => config with { Directory = "https://other.test/directory" }))
            Assert.Contains("is being asked for", Assert.Single(other.Load().Problems).Message);

        Begin();
        var waits = await Next(_ => true);
        Assert.StartsWith("refused; it is tried again at", Assert.Single(waits.Problems).Message);
        await Next(fragment => !fragment.Certificates.IsEmpty);
        Assert.True(time.GetUtcNow() - began >= TimeSpan.FromDays(1));
        Assert.False(File.Exists(folder.At($"acme/{Host}/failure.json")));
    }

    [Fact]
    public void A_wait_that_cannot_be_read_is_no_wait_and_one_beyond_all_measure_is_cut()
    {
        Directory.CreateDirectory(folder.At($"acme/{Host}"));
        foreach (var text in new[] { "", "{", "null", "[]", "{\"NextTry\":5}" })
        {
            folder.Write($"acme/{Host}/failure.json", text);
            using var provider = Make(config => config);
            Assert.Contains("is being asked for", Assert.Single(provider.Load().Problems).Message);
        }

        KeepFailure(DateTimeOffset.MaxValue, failures: -1);
        using var late = Make(config => config);
        var problem = Assert.Single(late.Load().Problems);
        Assert.StartsWith("refused; it is tried again at", problem.Message);
        Assert.DoesNotContain("9999", problem.Message);
    }

    [Fact]
    public async Task A_proof_that_failed_is_told_with_its_reason_and_tried_again()
    {
        authority.ProofFails = true;
        Begin();
        var failed = await Next(fragment => fragment.Problems is [{ Severity: Severity.Error }]);
        Assert.Equal(new ObjectId(ObjectId.Certificate, $"acme/{Host}"), failed.Problems[0].Object);
        Assert.Contains("(connection): nobody answers at port 80; it is tried again at", failed.Problems[0].Message);
        Assert.Contains("port 80", failed.Problems[0].Cure);
        Assert.Empty(failed.Routes);
        Assert.True(File.Exists(folder.At($"acme/{Host}/failure.json")));
        authority.ProofFails = false;
        await Next(fragment => !fragment.Certificates.IsEmpty);
    }

    [Fact]
    public async Task Without_consent_nothing_is_asked_and_nothing_is_written()
    {
        Begin(config => config with { AcceptTerms = false });
        var said = await Next(_ => true);
        Assert.Empty(said.Problems);
        Assert.Empty(authority.Asked);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_state_folder_that_cannot_be_used_is_told_before_anything_is_asked()
    {
        folder.Write("acme", "a file in the folder's place");
        Begin();
        var failed = await Next(fragment => fragment.Problems is [{ Severity: Severity.Error }]);
        Assert.Contains("state folder", failed.Problems[0].Message);
        Assert.Empty(authority.Asked);
    }

    [Fact]
    public async Task A_certificate_is_renewed_at_two_thirds_of_its_life()
    {
        Begin();
        var first = await Next(fragment => !fragment.Certificates.IsEmpty);
        var second = await Next(fragment =>
            fragment is { Routes.IsEmpty: true } && fragment.Certificates is [var now] && now != first.Certificates[0]
        );
        Assert.NotEqual(first.Certificates[0].Chain, second.Certificates[0].Chain);
        using var before = X509Certificate2.CreateFromPem(first.Certificates[0].Chain);
        using var renewed = X509Certificate2.CreateFromPem(second.Certificates[0].Chain);
        Assert.InRange((renewed.NotBefore - before.NotBefore).TotalDays, 59, 63);
    }

    private void KeepFailure(DateTimeOffset nextTry, int failures)
    {
        Directory.CreateDirectory(folder.At($"acme/{Host}"));
        folder.Write(
            $"acme/{Host}/failure.json",
            System.Text.Json.JsonSerializer.Serialize(
                new KeptFailure(ScriptedAuthority.Directory, nextTry, failures, "refused", "wait")
            )
        );
    }

    private AcmeProvider Make(Func<AcmeConfig, AcmeConfig> change) =>
        new(
            change(
                new AcmeConfig
                {
                    Directory = ScriptedAuthority.Directory,
                    AcceptTerms = true,
                    Hosts = [Host],
                }
            ),
            folder.Path,
            authority,
            time,
            () => 0.5,
            (_, _) => { }
        );

    private void Begin(Func<AcmeConfig, AcmeConfig>? change = null)
    {
        provider = Make(change ?? (config => config));
        running = Task.Run(() =>
            provider.RunAsync(
                fragment =>
                {
                    published.Writer.TryWrite(fragment);
                    // As the program does: what is published is compiled, and everybody is told what is wrong.
                    _ = Task.Run(() => provider.Report(fragment.Problems));
                },
                stop.Token
            )
        );
    }

    private async Task<Fragment> Next(Func<Fragment, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var fragment = await published.Reader.ReadAsync(limit.Token);
            all.Add(fragment);
            if (holds(fragment))
                return fragment;
        }
    }
}
