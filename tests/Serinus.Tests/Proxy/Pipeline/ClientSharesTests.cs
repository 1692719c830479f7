using System.Net;
using Serinus.Proxy.Pipeline;
using Serinus.Routing.Match;

namespace Serinus.Tests.Proxy.Pipeline;

public sealed class ClientSharesTests
{
    private static readonly ClientAddress client = ClientAddress.From(IPAddress.Parse("192.0.2.1"));

    [Fact]
    public void A_client_has_as_many_connections_as_it_may_and_others_have_their_own()
    {
        var shares = new ClientShares();
        var first = shares.Enter(client, 2);

        Assert.Same(first, shares.Enter(client, 2));
        Assert.Null(shares.Enter(client, 2));
        Assert.NotNull(shares.Enter(ClientAddress.From(IPAddress.Parse("192.0.2.2")), 2));
    }

    [Fact]
    public void A_connection_that_ends_makes_room()
    {
        var shares = new ClientShares();
        var share = shares.Enter(client, 1)!;
        shares.Leave(share);

        Assert.NotNull(shares.Enter(client, 1));
    }

    [Fact]
    public void Requests_count_until_they_end()
    {
        var share = new ClientShare(client);

        Assert.True(share.TryEnter(2));
        Assert.True(share.TryEnter(2));
        Assert.False(share.TryEnter(2));
        share.Leave();
        Assert.True(share.TryEnter(2));
    }
}
