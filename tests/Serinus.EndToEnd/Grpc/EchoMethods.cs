using System.Text;
using Grpc.Core;

namespace Serinus.EndToEnd.Grpc;

/// <summary>A service of gRPC with every kind of call, its messages plain text.</summary>
internal static class EchoMethods
{
    public const string Service = "test.Echo";

    private static readonly Marshaller<string> Text = Marshallers.Create(
        Encoding.UTF8.GetBytes,
        Encoding.UTF8.GetString
    );

    public static readonly Method<string, string> Once = Make(MethodType.Unary, "Once");

    public static readonly Method<string, string> Many = Make(MethodType.ServerStreaming, "Many");

    public static readonly Method<string, string> Join = Make(MethodType.ClientStreaming, "Join");

    public static readonly Method<string, string> Chat = Make(MethodType.DuplexStreaming, "Chat");

    private static Method<string, string> Make(MethodType type, string name) => new(type, Service, name, Text, Text);
}
