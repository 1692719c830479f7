using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Api;

/// <summary>What came of a request: a document, or a failure. The document is gone with the answer, so objects are read from it at once.</summary>
internal readonly struct ApiAnswer : IDisposable
{
    private readonly JsonDocument? document;

    public ApiAnswer(JsonDocument document) => this.document = document;

    public ApiAnswer(ApiFailure failure) => Failure = failure;

    public ApiFailure? Failure { get; }

    public JsonElement Root => document!.RootElement;

    public void Dispose() => document?.Dispose();
}
