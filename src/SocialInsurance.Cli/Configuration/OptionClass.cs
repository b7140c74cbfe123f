using System.Reflection;

namespace SocialInsurance.Cli.Configuration;

/// <summary>An options class of a room with its defaults, its own validation and where each property is set.</summary>
/// <param name="Skip">properties that are no settings: other options classes, clocks, what only tests set</param>
/// <param name="SetBy">by property: flags and members of files</param>
/// <param name="Environment">by property: a variable</param>
internal sealed record OptionClass(
    Type Type,
    object Defaults,
    Func<object, IEnumerable<string>> Validate,
    IReadOnlyList<string> Skip,
    IReadOnlyDictionary<string, string[]> SetBy,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The member of <c>service.json</c> under which all its properties stand; null: they stand elsewhere.</summary>
    internal string? ServicePath { get; init; }

    /// <summary>Ranges that validation does not state in its own words.</summary>
    internal IReadOnlyDictionary<string, string> Ranges { get; init; } = new Dictionary<string, string>();

    internal IEnumerable<PropertyInfo> Properties => Type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null && !Skip.Contains(property.Name));

    /// <summary>Another instance with the same values.</summary>
    internal object Copy() => Type.GetMethod("<Clone>$")!.Invoke(Defaults, null)!;

    internal SettingGroup Describe() => new(Type.Name, SettingTexts.Of($"Class.{Type.Name}"), [.. Properties.Select(Describe)]);

    private Setting Describe(PropertyInfo property) => new(
        property.Name,
        [
            .. SetBy.GetValueOrDefault(property.Name) ?? [],
            .. ServicePath is { } path && ServiceFile.Takes(Type, property.Name) ? [$"{ServiceFile.Name}: {path}{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}"] : (string[])[],
        ],
        Environment.GetValueOrDefault(property.Name),
        SettingValues.TypeName(property.PropertyType),
        IsRequired(property) ? null : SettingValues.Text(property.GetValue(Defaults)),
        Ranges.GetValueOrDefault(property.Name) ?? SettingValues.Range(this, property),
        SettingTexts.Of($"{Type.Name}.{property.Name}"));

    private static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));
}
