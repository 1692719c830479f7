using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Serinus.Providers.Certificates;
using Serinus.Routing.Config;

namespace Serinus.Providers.Acme;

/// <summary>Certificates from an ACME authority: kept in the state folder, asked for one after the other, renewed at two thirds of their life.</summary>
public sealed class AcmeProvider : IProvider, IChallengeBoard, IDisposable
{
    /// <summary>Name of the provider in fragments and metrics.</summary>
    public const string ProviderName = "acme";

    private const int AnswerBytesMax = 1024 * 1024;
    private static readonly TimeSpan answerTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan waitMax = TimeSpan.FromDays(1);

    private readonly AcmeConfig config;
    private readonly AcmeStore store;
    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly Func<double> chance;
    private readonly Action<bool, string> tell;
    private readonly ImmutableArray<LiveHost> hosts;
    private AcmeClient? client;
    private LiveHost? asking;
    private ImmutableArray<RouteConfig> answerRoutes = [];
    private ImmutableArray<CertificateConfig> answerCertificates = [];
    private Action<Fragment> publish = _ => { };

    // Written by the provider, read by whoever reports: the problem that shows that an answer is served.
    private volatile ServedSign? sign;

    internal AcmeProvider(
        AcmeConfig config,
        string stateFolder,
        HttpMessageHandler handler,
        TimeProvider time,
        Func<double> chance,
        Action<bool, string> tell
    )
    {
        this.config = config;
        this.time = time;
        this.chance = chance;
        this.tell = tell;
        store = new AcmeStore(stateFolder);
        http = new HttpClient(handler) { Timeout = answerTime, MaxResponseContentBufferSize = AnswerBytesMax };
        // RFC 8555 §6.1.
        http.DefaultRequestHeaders.UserAgent.ParseAdd("serinus");
        hosts = [.. config.Hosts.Select(host => host.ToLowerInvariant()).Distinct().Select(host => new LiveHost(host))];
        foreach (var host in hosts)
            Restore(host);
    }

    /// <summary>Makes the provider of an edge's settings.</summary>
    /// <param name="edge">Settings with <see cref="EdgeConfig.Acme"/>.</param>
    /// <param name="tell">Told what happens, for the log; true is a warning.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The authority file cannot be read.</exception>
    public static AcmeProvider Create(EdgeConfig edge, Action<bool, string> tell, TimeProvider time) =>
        new(
            edge.Acme!,
            edge.StateFolder,
            HandlerOf(edge),
            time,
            () => RandomNumberGenerator.GetInt32(1000) / 1000.0,
            tell
        );

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public JsonObject? State =>
        new() { ["directory"] = config.Directory, ["hosts"] = new JsonArray([.. hosts.Select(StateOf)]) };

    /// <summary>The certificates there are now.</summary>
    public Fragment Load()
    {
        var now = time.GetUtcNow();
        return new Fragment
        {
            Provider = ProviderName,
            Certificates = [.. hosts.Select(host => host.Config).OfType<CertificateConfig>(), .. answerCertificates],
            Routes = answerRoutes,
            // Without consent nothing is asked for; that is told by the check of the settings.
            Problems = config.AcceptTerms ? [.. hosts.Select(host => ProblemOf(host, now)).OfType<Problem>()] : [],
        };
    }

    /// <inheritdoc/>
    public async Task RunAsync(Action<Fragment> publish, CancellationToken cancellationToken)
    {
        this.publish = publish;
        publish(Load());
        while (true)
        {
            var next = config.AcceptTerms ? hosts.MinBy(host => host.Due) : null;
            var wait = next is null ? waitMax : next.Due - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                // A delay is cut to whole milliseconds: up, lest the last part of one be waited for by asking again and again.
                var whole = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
                await Task.Delay(whole < waitMax ? whole : waitMax, time, cancellationToken);
                continue;
            }

            await AskAsync(next!, cancellationToken);
            publish(Load());
        }
    }

    /// <inheritdoc/>
    public void Report(ImmutableArray<Problem> problems)
    {
        if (sign is { } waited && problems.Any(problem => ReferenceEquals(problem, waited.Problem)))
            waited.Seen.TrySetResult();
    }

    async Task IChallengeBoard.ShowAsync(ChallengeAnswer answer, CancellationToken cancellation)
    {
        answerRoutes = answer.Route is { } route ? [route] : [];
        answerCertificates = answer.Certificate(time.GetUtcNow()) is { } certificate ? [certificate] : [];
        var shown = Load();
        // Problems are handed on as they are: who is told this one is told of a snapshot with the answer in it.
        var seen = new ServedSign(shown.Problems.First(problem => problem.Object == asking!.Id));
        sign = seen;
        publish(shown);
        await seen.Seen.Task.WaitAsync(cancellation);
    }

    void IChallengeBoard.Hide()
    {
        sign = null;
        answerRoutes = [];
        answerCertificates = [];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        client?.Key.Dispose();
    }

    private void Restore(LiveHost host)
    {
        RestoreCertificate(host);

        // Another authority has counted nothing yet, and a certificate that is not due needs none.
        if (
            store.LoadFailure(host.Host) is { } failure
            && failure.Authority == config.Directory
            && host.Due <= time.GetUtcNow()
        )
            host.Resume(failure, time.GetUtcNow());
    }

    private void RestoreCertificate(LiveHost host)
    {
        if (store.Load(host.Host) is not { } kept)
            return;
        if (!host.Take(kept.Pair, chance()))
            tell(true, $"the certificate kept for {host.Host} cannot be served and is asked for anew");
        else if (kept.Authority != config.Directory)
            host.AskNow(time.GetUtcNow());
    }

    private async Task AskAsync(LiveHost host, CancellationToken cancellation)
    {
        asking = host;
        try
        {
            store.Prepare(host.Host);
            client ??= new AcmeClient(http, new Uri(config.Directory), store.Account(), config.Email, time);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var chain = await new AcmeOrder(client, host.Host, config.Challenge, this, time).RunAsync(
                key,
                cancellation
            );
            var pair = new PemPair(chain, key.ExportPkcs8PrivateKeyPem() + "\n");
            if (!host.Take(pair, chance()))
                throw AcmeReply.Strange($"a certificate that is not for {host.Host}");
            store.Save(host.Host, config.Directory, pair);
            store.ForgetFailure(host.Host);
            tell(
                false,
                $"the certificate of {host.Host} came; it ends {Validity.Text(host.Ends)} and is renewed {Validity.Text(host.Due)}"
            );
        }
        catch (AcmeException failure)
        {
            host.Fail(failure.Trouble, time.GetUtcNow(), chance());
            tell(true, $"no certificate for {host.Host}: {failure.Trouble.Message}");
            Keep(host);
        }
        finally
        {
            asking = null;
        }
    }

    private void Keep(LiveHost host)
    {
        try
        {
            if (host.Keep(config.Directory) is { } failure)
                store.SaveFailure(host.Host, failure);
        }
        catch (AcmeException unkept)
        {
            tell(true, $"the time of the next try for {host.Host} is forgotten at a restart: {unkept.Trouble.Message}");
        }
    }

    private Problem? ProblemOf(LiveHost host, DateTimeOffset now) => host.ProblemAt(now, host == asking);

    private static JsonNode StateOf(LiveHost host) =>
        new JsonObject
        {
            ["host"] = host.Host,
            ["expires"] = host.Config is null ? null : Validity.Text(host.Ends),
            ["asked"] = Validity.Text(host.Due),
        };

    private static SocketsHttpHandler HandlerOf(EdgeConfig edge)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) };
        if (edge.Acme!.AuthorityFile is not { } file)
            return handler;
        var from = Path.GetDirectoryName(Path.GetFullPath(edge.Origin?.Source ?? "serinus.yaml")) ?? "/";
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(Path.GetFullPath(file, from));
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }

    private sealed record ServedSign(Problem Problem)
    {
        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
