using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Status;

/// <summary>The object that an Event is about.</summary>
internal sealed record EventSubject(string Kind, string ApiVersion, ObjectMeta Meta);
