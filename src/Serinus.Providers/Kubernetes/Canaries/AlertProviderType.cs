using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>In which form news are told.</summary>
internal enum AlertProviderType
{
    /// <summary>Slack.</summary>
    Slack,

    /// <summary>Microsoft Teams.</summary>
    [Word("msteams")]
    MsTeams,

    /// <summary>Discord.</summary>
    Discord,

    /// <summary>Rocket.Chat, which takes the form of Slack.</summary>
    Rocket,

    /// <summary>Google Chat.</summary>
    [Word("gchat")]
    GoogleChat,

    /// <summary>Plain JSON.</summary>
    Json,

    /// <summary>A CloudEvent.</summary>
    [Word("cloudevent")]
    CloudEvent,
}
