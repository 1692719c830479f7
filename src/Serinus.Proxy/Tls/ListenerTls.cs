using System.Collections.Concurrent;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Tls;

/// <summary>TLS of one listener under one snapshot: which certificate and which rules a client gets. Any loop asks; what is remembered are options, made once each.</summary>
internal sealed class ListenerTls
{
    private const int PlainHttpMilliseconds = 1_000;

    /// <summary>RFC 8446 §6: a fatal alert, as it is sent before any key is known.</summary>
    private static readonly byte[] UnrecognizedName = [21, 3, 3, 0, 2, 2, 112];
    private static readonly byte[] DecodeError = [21, 3, 3, 0, 2, 2, 50];
    private static readonly byte[] PlainHttp = Encoding.ASCII.GetBytes(
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 44\r\nConnection: close\r\n\r\n"
            + "400 plain HTTP was sent to a port for https\n"
    );

    private readonly ListenerConfig config;
    private readonly CertificateStore certificates;
    private readonly TlsPolicy policy;
    private readonly Dictionary<string, TlsPolicy> hostPolicies = new(StringComparer.Ordinal);
    private readonly CipherSuitesPolicy? suites;
    private readonly SslApplicationProtocol[] protocols;
    private readonly ConcurrentDictionary<(ServedCertificate, TlsPolicy), SslServerAuthenticationOptions> options = [];

    private ListenerTls(ListenerConfig config, CertificateStore certificates)
    {
        this.config = config;
        this.certificates = certificates;
        var tls = config.Tls!;
        policy = new TlsPolicy(tls.MinimumVersion, tls.ClientCertificates, tls.ClientAuthority);
        foreach (var some in tls.Hosts)
        {
            var own = new TlsPolicy(some.MinimumVersion, some.ClientCertificates, some.ClientAuthority);
            foreach (var host in some.Hosts)
                hostPolicies.TryAdd(host.ToLowerInvariant(), own);
        }

        if (!tls.CipherSuites.IsEmpty && !OperatingSystem.IsWindows())
            suites = new CipherSuitesPolicy(tls.CipherSuites.Select(Enum.Parse<TlsCipherSuite>));
        protocols = config.Http2
            ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
            : [SslApplicationProtocol.Http11];
    }

    /// <summary>Whether some hosts have rules of their own.</summary>
    public bool HasHostPolicies => hostPolicies.Count > 0;

    /// <summary>TLS of a listener; the same as before when nothing about it has changed, null when it speaks none.</summary>
    public static ListenerTls? Of(ListenerConfig config, CertificateStore certificates, ListenerTls? before)
    {
        if (config.Tls is null)
            return null;
        return before is not null && ReferenceEquals(before.config, config) && before.certificates == certificates
            ? before
            : new ListenerTls(config, certificates);
    }

    /// <summary>The rules for a host in lower case.</summary>
    public TlsPolicy PolicyOf(string host)
    {
        if (hostPolicies.Count == 0)
            return policy;
        if (hostPolicies.TryGetValue(host, out var exact))
            return exact;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? hostPolicies.GetValueOrDefault($"*{host[dot..]}", policy) : policy;
    }

    /// <summary>Answers a client's handshake: null when it failed, with the connection closed.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<TlsConnection?> AcceptAsync(Connection connection, HandshakeGate gate, long deadline)
    {
        // Who says nothing gets no buffer either: thousands may connect and be silent for as long as a handshake may take.
        if (!connection.HasInputNow && await connection.WaitReadableAsync(deadline) is { IsDone: false })
        {
            connection.Close();
            return null;
        }

        var buffer = connection.Loop.Buffers.RentSmall();
        var received = 0;
        var status = ParseStatus.NeedMore;
        SslServerAuthenticationOptions? chosen = null;
        TlsSession? session = null;
        while (status == ParseStatus.NeedMore)
        {
            var more =
                received < buffer.Length
                    ? await connection.ReceiveAsync(buffer.AsMemory(received), deadline)
                    : Transfer.Failed(TransferStatus.Broken);
            if (!more.IsDone)
                break;
            received += more.Bytes;
            status = Choose(connection, buffer.AsSpan(0, received), out chosen, out session);
        }

        if (chosen is null)
            await RefuseAsync(connection, status, buffer[0], received);
        connection.Loop.Buffers.Return(buffer);
        if (chosen is null || !await gate.EnterAsync(deadline))
        {
            connection.Close();
            return null;
        }

        try
        {
            return await TlsConnection.AcceptAsync(connection, chosen, session!, deadline);
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>Reads the ClientHello, gives it back as one record, and chooses certificate and rules; no options when there are none for it.</summary>
    private ParseStatus Choose(
        Connection connection,
        ReadOnlySpan<byte> received,
        out SslServerAuthenticationOptions? chosen,
        out TlsSession? session
    )
    {
        chosen = null;
        session = null;
        var status = ClientHello.Gather(received, out var record, out var used);
        if (status != ParseStatus.Done)
            return status;
        if (!ClientHello.TryRead(record, out var hello))
            return ParseStatus.Rejected;
        var name = Normal(hello.ServerName);
        if (certificates.HasSpecial && Special(name, hello) is { } special)
        {
            (chosen, session) = (special, new TlsSession(this, name, policy));
        }
        else if ((certificates.For(name) ?? Default()) is { } certificate)
        {
            var rules = PolicyOf(name);
            chosen = options.GetOrAdd(
                (certificate, rules),
                static (key, self) => key.Item2.OptionsFor(key.Item1, self.protocols, self.suites),
                this
            );
            session = new TlsSession(this, name, rules);
        }

        connection.Unread(received[used..]);
        connection.Unread(record);
        return ParseStatus.Done;
    }

    private ServedCertificate? Default() =>
        config.Tls!.DefaultCertificate is { } name ? certificates.Named(name) : null;

    /// <summary>A certificate for the one protocol the client offers, as a certificate authority does that looks at the host (RFC 8737).</summary>
    private SslServerAuthenticationOptions? Special(string host, in ClientHello hello)
    {
        foreach (var (each, protocol) in certificates.Special)
        {
            if (each == host && hello.Offers(Encoding.ASCII.GetBytes(protocol)))
                return policy.OptionsFor(
                    certificates.For(host, protocol)!,
                    [new SslApplicationProtocol(protocol)],
                    suites: null
                );
        }

        return null;
    }

    private static async ValueTask RefuseAsync(Connection connection, ParseStatus status, byte first, int received)
    {
        if (received == 0 || status == ParseStatus.NeedMore)
            return;
        var answer =
            status == ParseStatus.Done ? UnrecognizedName
            : char.IsAsciiLetterUpper((char)first) ? PlainHttp
            : DecodeError;
        await connection.SendAsync(answer, connection.Loop.Now + PlainHttpMilliseconds);
        connection.ShutdownSend();
    }

    private static string Normal(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return "";
        if (name[^1] == '.')
            name = name[..^1];
        return Encoding.ASCII.GetString(name).ToLowerInvariant();
    }
}
