namespace Serinus.Routing.Config;

/// <summary>What becomes of users remembered by signed cookie when weights change.</summary>
public enum CohortPolicy
{
    /// <summary>They stay on their backend as long as it is listed, even at weight 0; only new users follow the weights.</summary>
    Drain,

    /// <summary>They follow the weights at once: at weight 0 everybody leaves.</summary>
    Evict,
}
