using Serinus.Proxy.Upstreams.Http2;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Upstreams;

public class Http2ClientTests
{
    [Fact]
    public void Exchanges_share_connections_while_it_is_wanted()
    {
        var client = new Http2Client(new PoolConfig());
        var first = client.Enter();
        first.Leave();
        Assert.False(first.IsClosed);
        Assert.Same(first, client.Enter());
    }

    [Fact]
    public void What_is_retired_closes_with_its_last_exchange()
    {
        var client = new Http2Client(new PoolConfig());
        var lease = client.Enter();
        client.Enter();
        client.Retire();
        lease.Leave();
        Assert.False(lease.IsClosed);
        lease.Leave();
        Assert.True(lease.IsClosed);
        Assert.False(lease.TryEnter());
    }

    [Fact]
    public void What_nobody_holds_closes_at_once()
    {
        var client = new Http2Client(new PoolConfig());
        var lease = client.Enter();
        lease.Leave();
        client.Retire();
        Assert.True(lease.IsClosed);
    }

    [Fact]
    public void A_late_exchange_gets_new_connections_that_close_after_it()
    {
        var client = new Http2Client(new PoolConfig());
        client.Retire();
        var late = client.Enter();
        Assert.False(late.IsClosed);
        late.Leave();
        Assert.True(late.IsClosed);
        Assert.NotSame(late, client.Enter());
    }
}
