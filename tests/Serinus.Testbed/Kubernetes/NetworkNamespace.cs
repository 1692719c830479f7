using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Serinus.Testbed.Kubernetes;

/// <summary>
/// A network namespace, entered by one thread of this process. Sockets made and programs started on that thread belong to it. The kernel
/// removes it, and the link that leads to it, with the last of them: nothing stays behind when the process is killed.
/// </summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;

    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    public NetworkNamespace()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "network namespace" };
        thread.Start();
        ThreadId = Invoke(() =>
        {
            if (Unshare(NewNetwork) != 0)
            {
                throw new Win32Exception(
                    Marshal.GetLastPInvokeError(),
                    $"no network namespace: {Marshal.GetLastPInvokeErrorMessage()} (run as root)"
                );
            }

            return GetThreadId();
        });
    }

    /// <summary>Names the namespace to <c>ip link set … netns</c>.</summary>
    public int ThreadId { get; }

    /// <summary>Runs something inside and waits for it.</summary>
    public T Invoke<T>(Func<T> inside)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                result.SetResult(inside());
            }
            catch (Exception broken)
            {
                result.SetException(broken);
            }
        });
        return result.Task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    private void Run()
    {
        foreach (var item in work.GetConsumingEnumerable())
            item();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();
}
