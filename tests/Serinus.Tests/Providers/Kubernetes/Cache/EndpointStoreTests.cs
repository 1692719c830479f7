using System.Text.Json;
using Serinus.Providers.Kubernetes.Cache;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Tests.Providers.Kubernetes.Cache;

public class EndpointStoreTests
{
    private static readonly ObjectKey web = new("shop", "web");

    private readonly EndpointStore store;
    private int changes;

    public EndpointStoreTests() => store = new EndpointStore(() => changes++);

    [Fact]
    public void Slices_of_a_Service_are_put_together_in_the_order_of_their_names()
    {
        store.Put(Slice("web-2", "10.0.0.2"));
        store.Put(Slice("web-1", "10.0.0.1"));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], Addresses());
    }

    [Fact]
    public void What_says_the_same_with_other_metadata_is_no_change()
    {
        store.Put(Endpoints("10.0.0.1", leader: "a"));
        var before = store.Items[web];

        store.Put(Endpoints("10.0.0.1", leader: "b"));
        store.Replace("", [Endpoints("10.0.0.1", leader: "c")]);

        Assert.Equal(1, changes);
        Assert.Same(before, store.Items[web]);
    }

    [Fact]
    public void A_slice_that_goes_takes_its_addresses_with_it_and_the_last_one_the_Service()
    {
        store.Put(Slice("web-1", "10.0.0.1"));
        store.Put(Slice("web-2", "10.0.0.2"));

        store.Remove(new ObjectKey("shop", "web-1"));
        Assert.Equal(["10.0.0.2"], Addresses());
        store.Remove(new ObjectKey("shop", "web-2"));

        Assert.Empty(store.Items);
    }

    [Fact]
    public void A_list_of_one_namespace_leaves_the_others_alone()
    {
        store.Put(Slice("web-1", "10.0.0.1"));

        store.Replace("other", []);
        Assert.Equal(["10.0.0.1"], Addresses());
        store.Replace("shop", [Endpoints("10.0.0.9", leader: "")]);

        Assert.Equal(["10.0.0.9"], Addresses());
    }

    [Fact]
    public void A_slice_may_move_to_another_Service()
    {
        store.Put(Slice("x", "10.0.0.1"));

        store.Put(Slice("x", "10.0.0.1", service: "api"));

        Assert.Equal([new ObjectKey("shop", "api")], store.Items.Keys);
    }

    private IEnumerable<string> Addresses() =>
        store.Items[web].Groups.SelectMany(group => group.Addresses).Select(address => address.Address);

    private static EndpointPiece Slice(string name, string address, string service = "web") =>
        EndpointPiece.OfSlice(
            Json(
                $$"""
                {
                  "metadata": {
                    "namespace": "shop", "name": "{{name}}", "labels": { "kubernetes.io/service-name": "{{service}}" }
                  },
                  "endpoints": [{ "addresses": ["{{address}}"] }],
                  "ports": [{ "port": 80 }]
                }
                """
            )
        );

    private static EndpointPiece Endpoints(string address, string leader) =>
        EndpointPiece.OfEndpoints(
            Json(
                $$"""
                {
                  "metadata": {
                    "namespace": "shop", "name": "web", "resourceVersion": "{{leader}}",
                    "annotations": { "control-plane.alpha.kubernetes.io/leader": "{{leader}}" }
                  },
                  "subsets": [{ "addresses": [{ "ip": "{{address}}" }], "ports": [{ "port": 80 }] }]
                }
                """
            )
        );

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
