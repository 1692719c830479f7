using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Serinus.Proxy.Transport.Epoll.Native;

namespace Serinus.Proxy.Transport.Epoll;

/// <summary>Opens sockets and begins to connect them.</summary>
internal static unsafe class Dial
{
    /// <summary>A socket that is connected, or will be; negative when that failed at once.</summary>
    public static int Open(EpollLoop loop, IPEndPoint endPoint, out bool isConnected, out TransferStatus failure)
    {
        isConnected = false;
        failure = TransferStatus.NoResources;
        var family = endPoint.AddressFamily == AddressFamily.InterNetwork ? AF_INET : AF_INET6;
        var descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (descriptor < 0 || Descriptors.IsKept(descriptor))
        {
            var problem = descriptor < 0 ? Marshal.GetLastPInvokeErrorMessage() : "no file descriptor left";
            loop.Shortage($"cannot open a socket towards {endPoint}: {problem}");
            if (descriptor >= 0)
                close(descriptor);
            return -1;
        }

        var address = endPoint.Serialize();
        int result;
        fixed (byte* bytes = address.Buffer.Span)
            result = connect(descriptor, bytes, address.Size);
        var error = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        isConnected = error == 0;
        if (error is 0 or EINPROGRESS)
            return descriptor;
        if (error != EADDRNOTAVAIL)
            failure = TransferStatus.Broken;
        else
            loop.Shortage($"no local port left for a connection to {endPoint}");
        close(descriptor);
        return -1;
    }
}
