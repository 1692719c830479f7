using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Serinus.Testbed.Kubernetes;

/// <summary>
/// A network of its own for sample upstreams that stand in for pods: an API server takes no endpoints on loopback addresses. Its addresses
/// are of 198.18.0.0/15, which is set aside for tests, and reach no further than into a network namespace of this process.
/// </summary>
public sealed class PodNetwork : IDisposable
{
    private const int PodsMax = 240;
    private const int HostAddresses = 8;

    private readonly NetworkNamespace inside = new();
    private readonly string link;
    private readonly string prefix;
    private readonly Dictionary<int, Pod> pods = [];
    private readonly Lock podsLock = new();
    private int next;

    public PodNetwork()
    {
        var number = Environment.ProcessId;
        while (true)
        {
            number = (number + 1) % 512;
            prefix = $"198.{18 + (number / 256)}.{number % 256}";
            link = $"serinus{number}";
            if (TryLink())
                break;
        }

        inside.Invoke(() =>
        {
            Ip("link", "set", "lo", "up");
            Ip("link", "set", $"{link}p", "up");
            Feed(Addresses(), "-batch", "-");
            return true;
        });
    }

    /// <summary>An address of this machine in that network, which an API server takes as an endpoint.</summary>
    /// <param name="number">Which of them, from 0 to 7.</param>
    public string HostAddress(int number) => $"{prefix}.{number + 1}";

    /// <summary>Starts a pod on an address of its own.</summary>
    /// <param name="name">What it answers; its address when null.</param>
    /// <param name="port">Port it listens on.</param>
    /// <param name="tls">TLS that it speaks; none when null.</param>
    public Pod Start(string? name = null, int port = 8080, SslServerAuthenticationOptions? tls = null)
    {
        lock (podsLock)
        {
            for (var tries = 0; tries < PodsMax; tries++)
            {
                var number = next;
                next = (next + 1) % PodsMax;
                if (pods.ContainsKey(number))
                    continue;
                var address = IPAddress.Parse($"{prefix}.{number + 10}");
                var listener = inside.Invoke(() => Listen(address, port));
                var pod = new Pod(name ?? address.ToString(), listener, tls, () => Forget(number));
                pods.Add(number, pod);
                return pod;
            }
        }

        throw new InvalidOperationException($"{PodsMax} pods run already");
    }

    public void Dispose()
    {
        Pod[] left;
        lock (podsLock)
            left = [.. pods.Values];
        foreach (var pod in left)
            pod.Dispose();
        // Taking away one end takes the other with it; the namespace may live on for a moment in sockets that are being closed.
        Ip("link", "delete", link);
        inside.Dispose();
    }

    private bool TryLink()
    {
        // Another process may have the same number: then the name of the link is taken.
        if (Run(["link", "add", link, "type", "veth", "peer", "name", $"{link}p"], null).ExitCode != 0)
            return false;
        Ip("link", "set", $"{link}p", "netns", $"{inside.ThreadId}");
        for (var host = 0; host < HostAddresses; host++)
            Ip("address", "add", $"{HostAddress(host)}/24", "dev", link);
        Ip("link", "set", link, "up");
        return true;
    }

    private string Addresses() =>
        string.Concat(Enumerable.Range(10, PodsMax).Select(host => $"address add {prefix}.{host}/24 dev {link}p\n"));

    private void Forget(int number)
    {
        lock (podsLock)
            pods.Remove(number);
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen(1024);
        return socket;
    }

    private static void Ip(params string[] arguments) => Feed(null, arguments);

    private static void Feed(string? input, params string[] arguments)
    {
        var (exitCode, output) = Run(arguments, input);
        if (exitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} ended with {exitCode}: {output}");
    }

    // Not asynchronous: the program has to be started on the very thread that is inside the namespace.
    private static (int ExitCode, string Output) Run(string[] arguments, string? input)
    {
        var start = new ProcessStartInfo("ip", arguments)
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
