namespace SocialInsurance.Contracts.Overview;

/// <summary>Colour of the risk matrix; written in lower case.</summary>
public enum RiskColour
{
    /// <summary>No colour.</summary>
    None = 0,

    /// <summary>Leaves a trace.</summary>
    Blue = 1,

    /// <summary>Warns and lowers confidence.</summary>
    Yellow = 2,

    /// <summary>Blocks silent certification and opens a case.</summary>
    Red = 3,
}
