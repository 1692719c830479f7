namespace Serinus.Proxy.Pipeline;

/// <summary>A compiled filter that may answer a request itself.</summary>
internal interface IAnswer
{
    /// <summary>The answer; false when the exchange goes on.</summary>
    bool TryAnswer(Exchange exchange, out LocalReply reply);
}
