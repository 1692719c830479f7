using System.Net;
using System.Net.Sockets;

namespace Serinus.Testbed;

/// <summary>Waits for something only the outside can tell: asked again and again, until it is so or time is up.</summary>
public static class Readiness
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan timeout, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(timeout);
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"{otherwise()} (waited {timeout})");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static Task UntilAsync(Func<bool> condition, TimeSpan timeout, Func<string> otherwise) =>
        UntilAsync(() => Task.FromResult(condition()), timeout, otherwise);

    /// <summary>Waits until <paramref name="server"/> accepts connections on a port of the loopback address.</summary>
    public static Task ListensAsync(ChildProcess server, int port, TimeSpan timeout) =>
        UntilAsync(
            async () =>
            {
                if (server.HasExited)
                {
                    var exitCode = await server.WaitForExitAsync(timeout);
                    throw new InvalidOperationException($"ended with {exitCode}:\n{server.Output}");
                }

                return await AcceptsAsync(port);
            },
            timeout,
            () => $"nobody listens on port {port}:\n{server.Output}"
        );

    private static async Task<bool> AcceptsAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
