using System.Net;
using System.Net.Sockets;

namespace Serinus.Testbed;

/// <summary>
/// Ports for programs that cannot tell which one they took. They lie below the range the kernel gives to outgoing
/// connections, so that a client of one test never sits on the port another test is about to use.
/// </summary>
public static class FreePort
{
    private const int Lowest = 12_000;
    private const int Count = 18_000;

    private static int next = Random.Shared.Next(Count);

    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = Lowest + (int)((uint)Interlocked.Increment(ref next) % Count);
            if (IsFree(port))
                return port;
        }

        throw new InvalidOperationException($"no free port from {Lowest} to {Lowest + Count - 1}");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
