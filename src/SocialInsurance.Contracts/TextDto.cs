namespace SocialInsurance.Contracts;

/// <summary>A text for people in both languages.</summary>
public sealed record TextDto(string Zh, string En);
