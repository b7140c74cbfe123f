namespace SocialInsurance.Eligibility.Relatives;

/// <summary>What the one who acts is to the person. Values are stored; never renumber.</summary>
public enum Kinship
{
    Spouse = 1,

    Child = 2,

    Parent = 3,

    Sibling = 4,

    Grandchild = 5,

    Guardian = 6,

    /// <summary>A village officer or community worker.</summary>
    VillageOfficer = 7,
}

/// <summary>Kinship as it goes over the wire.</summary>
public static class KinshipText
{
    private static readonly Dictionary<string, Kinship> ByText =
        Enum.GetValues<Kinship>().ToDictionary(TextOf, StringComparer.Ordinal);

    /// <summary>False for a word that is none.</summary>
    public static bool TryParse(string? text, out Kinship kinship)
    {
        kinship = default;
        return text is not null && ByText.TryGetValue(text, out kinship);
    }

    /// <summary>The name in camelCase.</summary>
    public static string TextOf(Kinship kinship)
    {
        var name = kinship.ToString();
        return $"{char.ToLowerInvariant(name[0])}{name[1..]}";
    }
}
