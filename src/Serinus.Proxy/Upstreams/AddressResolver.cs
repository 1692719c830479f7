using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Transport;

namespace Serinus.Proxy.Upstreams;

/// <summary>
/// Addresses of endpoints' hosts, for one loop. Literal addresses are parsed once; names are asked of the system on another
/// thread and remembered for a few seconds, and the last answer is used on when asking fails. Several addresses are used in turn.
/// </summary>
internal sealed class AddressResolver(Loop loop)
{
    private const int FreshMilliseconds = 5_000;

    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>The address, when it is known and fresh.</summary>
    public bool TryGet(string host, out IPAddress? address)
    {
        address = null;
        if (!entries.TryGetValue(host, out var entry))
        {
            if (!IPAddress.TryParse(host, out var literal))
                return false;
            entries[host] = entry = new Entry { Addresses = [literal], FreshUntil = long.MaxValue };
        }

        if (entry.FreshUntil < loop.Now || entry.Addresses.Length == 0)
            return false;
        address = entry.Addresses[entry.Turn++ % (uint)entry.Addresses.Length];
        return true;
    }

    /// <summary>Asks for the address of a name; null when there is none.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<IPAddress?> ResolveAsync(string host, long deadline)
    {
        var asked = new Question(loop);
        var answer = asked.Wait(deadline);
        asked.Ask(host);
        await answer;
        var entry = entries.GetValueOrDefault(host) ?? new Entry();
        if (asked.Addresses.Length > 0)
        {
            entry.Addresses = asked.Addresses;
            entry.FreshUntil = loop.Now + FreshMilliseconds;
            entries[host] = entry;
        }

        return entry.Addresses.Length == 0 ? null : entry.Addresses[entry.Turn++ % (uint)entry.Addresses.Length];
    }

    private sealed class Entry
    {
        public IPAddress[] Addresses = [];
        public long FreshUntil;
        public uint Turn;
    }

    /// <summary>One question, answered on the loop.</summary>
    private sealed class Question : PendingTransfer.IOwner
    {
        private readonly Loop loop;
        private readonly PendingTransfer pending;

        public Question(Loop loop)
        {
            this.loop = loop;
            pending = new PendingTransfer(this);
        }

        public IPAddress[] Addresses { get; private set; } = [];

        public ValueTask<Transfer> Wait(long deadline)
        {
            loop.Set(pending, deadline);
            return pending.Start();
        }

        public void Ask(string host) => _ = AskAsync(host);

        public void Expired(PendingTransfer waiting) => Answered([], TransferStatus.TimedOut);

        private async Task AskAsync(string host)
        {
            IPAddress[] found = [];
            try
            {
                found = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
            }
            catch (Exception trouble) when (trouble is SocketException or ArgumentException)
            {
                // No such name, or nobody to ask: the caller sees that there is no address.
            }

            loop.Post(() => Answered(found, TransferStatus.Done));
        }

        private void Answered(IPAddress[] found, TransferStatus status)
        {
            if (!pending.IsWaiting)
                return;
            Addresses = found;
            pending.Complete(new Transfer(status, 0));
        }
    }
}
