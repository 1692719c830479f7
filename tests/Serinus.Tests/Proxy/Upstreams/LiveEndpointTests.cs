using Serinus.Proxy.Upstreams;

namespace Serinus.Tests.Proxy.Upstreams;

public sealed class LiveEndpointTests
{
    private readonly LiveEndpoint endpoint = new(Fleet.Endpoint(1), loops: 2);

    [Fact]
    public void A_new_endpoint_is_available_and_idle()
    {
        Assert.True(endpoint.IsAvailable(Fleet.Now));
        Assert.True(endpoint.IsHealthy);
        Assert.False(endpoint.IsRetired);
        Assert.Equal(0, endpoint.RequestsInFlight);
        Assert.Null(endpoint.LastError);
    }

    [Fact]
    public void The_last_of_three_failures_in_a_row_ejects_it_for_ten_seconds()
    {
        Assert.False(endpoint.Failed(Fleet.Now, "connect_failed"));
        Assert.False(endpoint.Failed(Fleet.Now, "connect_failed"));
        Assert.True(endpoint.Failed(Fleet.Now, "timeout"));

        Assert.True(endpoint.IsEjected(Fleet.Now + 9_999));
        Assert.False(endpoint.IsAvailable(Fleet.Now + 9_999));
        Assert.True(endpoint.IsAvailable(Fleet.Now + 10_000));
        Assert.Equal("timeout", endpoint.LastError);
        Assert.Equal(1, endpoint.Ejections);
    }

    [Fact]
    public void A_success_between_failures_starts_the_count_again()
    {
        endpoint.Failed(Fleet.Now);
        endpoint.Failed(Fleet.Now);
        endpoint.Succeeded(Fleet.Now);
        endpoint.Failed(Fleet.Now);
        endpoint.Failed(Fleet.Now);

        Assert.False(endpoint.IsEjected(Fleet.Now));
    }

    [Fact]
    public void Health_and_ejection_are_told_apart()
    {
        endpoint.SetHealth(false, "GET /healthz answered 503");

        Assert.False(endpoint.IsHealthy);
        Assert.False(endpoint.IsEjected(Fleet.Now));
        Assert.False(endpoint.IsAvailable(Fleet.Now));
        Assert.Equal("GET /healthz answered 503", endpoint.LastError);

        endpoint.SetHealth(true);
        Assert.True(endpoint.IsAvailable(Fleet.Now));
    }

    [Fact]
    public void Threads_lose_no_request_and_no_ejection()
    {
        Parallel.For(
            0,
            4,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            _ =>
            {
                for (var i = 0; i < 20_000; i++)
                {
                    endpoint.Enter();
                    if (i % 2 == 0)
                        endpoint.Succeeded(Fleet.Now + i);
                    else
                        endpoint.Failed(Fleet.Now + i);
                    endpoint.Leave();
                }

                endpoint.Enter();
            }
        );

        Assert.Equal(4, endpoint.RequestsInFlight);
        var after = endpoint.EjectedUntil;
        endpoint.Succeeded(after);
        Assert.Equal(0, endpoint.EjectedUntil);
        Fleet.Eject(endpoint, after);
        Assert.Equal(after + 10_000, endpoint.EjectedUntil);
    }
}
