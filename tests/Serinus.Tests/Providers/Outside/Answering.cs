using System.Text;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside;

/// <summary>What a recording server is told to answer, and what it got, written short.</summary>
internal static class Answering
{
    /// <summary>Answers every request so.</summary>
    public static void Always(this RecordingUpstream server, int status, string body = "", string fields = "") =>
        server.InTurn((status, body, fields));

    /// <summary>Answers one request after the other; the last answer is for all that follow.</summary>
    public static void InTurn(this RecordingUpstream server, params (int Status, string Body, string Fields)[] answers)
    {
        var next = -1;
        server.Script = async request =>
        {
            await request.ReadBodyAsync();
            var (status, body, fields) = answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)];
            var bytes = Encoding.UTF8.GetBytes(body);
            var head = status == 204 ? "" : $"Content-Length: {bytes.Length}\r\n";
            await request.Connection.SendAsync($"HTTP/1.1 {status} Some\r\n{head}{fields}\r\n");
            await request.Connection.SendAsync(bytes);
        };
    }

    /// <summary>Reads requests and never answers.</summary>
    public static void Never(this RecordingUpstream server) =>
        server.Script = async request => await request.Connection.ReadCloseAsync();

    /// <summary>The body of a request as text.</summary>
    public static async Task<string> BodyAsync(this RecordedRequest request)
    {
        await request.ReadBodyAsync();
        return Encoding.UTF8.GetString(request.Body);
    }
}
