using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Serinus.EndToEnd.Grpc;

/// <summary>The server's side of <see cref="EchoMethods"/>. What a message says decides how the call goes.</summary>
internal sealed class EchoService
{
    public async Task<string> Once(string request, ServerCallContext context)
    {
        context.ResponseTrailers.Add("asked", request);
        switch (request)
        {
            case "fail":
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "as asked"));
            case "sleep":
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                break;
            case "abort":
                context.GetHttpContext().Abort();
                break;
        }

        return $"{request} by {context.GetHttpContext().Connection.LocalPort}";
    }

    public async Task Many(string request, IServerStreamWriter<string> answers, ServerCallContext context)
    {
        for (var i = 0; i < 3; i++)
            await answers.WriteAsync($"{request} {i}");
        if (request == "abort")
            context.GetHttpContext().Abort();
        if (request == "fail")
            throw new RpcException(new Status(StatusCode.DataLoss, "as asked"));
    }

    public async Task<string> Join(IAsyncStreamReader<string> requests, ServerCallContext context)
    {
        var all = new List<string>();
        await foreach (var each in requests.ReadAllAsync(context.CancellationToken))
            all.Add(each);
        return string.Join(" ", all);
    }

    public async Task Chat(
        IAsyncStreamReader<string> requests,
        IServerStreamWriter<string> answers,
        ServerCallContext context
    )
    {
        await foreach (var each in requests.ReadAllAsync(context.CancellationToken))
            await answers.WriteAsync($"re: {each}");
    }

    /// <summary>Tells the framework of the methods, which no generated code does here.</summary>
    internal sealed class Methods : IServiceMethodProvider<EchoService>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<EchoService> context)
        {
            context.AddUnaryMethod(EchoMethods.Once, [], (service, request, call) => service.Once(request, call));
            context.AddServerStreamingMethod(
                EchoMethods.Many,
                [],
                (service, request, answers, call) => service.Many(request, answers, call)
            );
            context.AddClientStreamingMethod(
                EchoMethods.Join,
                [],
                (service, requests, call) => service.Join(requests, call)
            );
            context.AddDuplexStreamingMethod(
                EchoMethods.Chat,
                [],
                (service, requests, answers, call) => service.Chat(requests, answers, call)
            );
        }
    }
}
