using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Serinus.Proxy.Http2;

/// <summary>Where the framework's server hands over requests: each goes to its connection's loop as an exchange, kept with its stream and used again with it.</summary>
internal sealed class Http2Application : IHttpApplication<Http2Exchange>
{
    public Http2Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        var container = contextFeatures as IHostContextContainer<Http2Exchange>;
        var exchange = container?.HostContext ?? new Http2Exchange(contextFeatures.GetRequiredFeature<Http2Session>());
        container?.HostContext = exchange;
        exchange.Attach(contextFeatures);
        return exchange;
    }

    public Task ProcessRequestAsync(Http2Exchange context) => context.ProcessAsync();

    public void DisposeContext(Http2Exchange context, Exception? exception) { }
}
