namespace Serinus.Rollouts.Spec;

/// <summary>In which form news are told.</summary>
public enum AlertKind
{
    /// <summary>A message of Slack, or of what takes its form, such as Rocket.Chat and Mattermost.</summary>
    Slack,

    /// <summary>An adaptive card of Microsoft Teams.</summary>
    Teams,

    /// <summary>An embed of Discord.</summary>
    Discord,

    /// <summary>A card of Google Chat.</summary>
    GoogleChat,

    /// <summary>Plain JSON.</summary>
    Json,

    /// <summary>A CloudEvent (CloudEvents 1.0, HTTP binding, structured mode).</summary>
    CloudEvent,
}
