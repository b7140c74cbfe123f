namespace SocialInsurance.Cli.Configuration;

/// <summary>One setting, as its operator reads it.</summary>
/// <param name="SetBy">where it is set: a flag of a verb, a member of a file in the data folder; empty: by a program that hosts the room</param>
/// <param name="Environment">variable; null: none</param>
/// <param name="Default">as it would be written; null: nothing</param>
/// <param name="Range">what validation takes; null: whatever the type takes</param>
/// <param name="Text">what it does, in the language asked for</param>
internal sealed record Setting(string Name, IReadOnlyList<string> SetBy, string? Environment, string Type, string? Default, string? Range, string Text);

/// <summary>Settings that stand together: an options class, a verb, the environment.</summary>
internal sealed record SettingGroup(string Name, string Text, IReadOnlyList<Setting> Settings);
