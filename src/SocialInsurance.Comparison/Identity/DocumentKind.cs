namespace SocialInsurance.Comparison;

/// <summary>Kinds of identity documents, where a feed has a column for them.</summary>
public enum DocumentKind : byte
{
    /// <summary>Not stated: the number tells.</summary>
    Unstated = 0,

    /// <summary>Citizen's identity card: 18 characters, or the older 15 digits.</summary>
    Citizen = 1,

    /// <summary>Foreigner's permanent residence permit: 18 characters, or the older 3 letters and 12 digits.</summary>
    ForeignerPermit = 2,

    /// <summary>Residence permit of a Hong Kong, Macau or Taiwan resident: 18 characters (81, 82 or 83 in front).</summary>
    ResidencePermit = 3,

    /// <summary>Mainland travel permit of a Hong Kong or Macau resident: H or M and 8 digits, with or without 2 of the issue.</summary>
    HongKongMacauPermit = 4,

    /// <summary>Mainland travel permit of a Taiwan resident: 8 digits, with or without 2 of the issue.</summary>
    TaiwanPermit = 5,

    /// <summary>Passport: 5 to 11 letters and digits.</summary>
    Passport = 6,
}

static class DocumentKinds
{
    internal static readonly IReadOnlyDictionary<string, DocumentKind> ByText = new Dictionary<string, DocumentKind>(StringComparer.Ordinal)
    {
        ["citizen"] = DocumentKind.Citizen,
        ["foreignerPermit"] = DocumentKind.ForeignerPermit,
        ["residencePermit"] = DocumentKind.ResidencePermit,
        ["hongKongMacauPermit"] = DocumentKind.HongKongMacauPermit,
        ["taiwanPermit"] = DocumentKind.TaiwanPermit,
        ["passport"] = DocumentKind.Passport,
        ["other"] = DocumentKind.Unstated,
    };

    /// <param name="kind">Stated by the record.</param>
    /// <param name="length">Letters and digits.</param>
    internal static bool IsLengthOf(DocumentKind kind, int length) => kind switch
    {
        DocumentKind.Unstated => true,
        DocumentKind.Citizen or DocumentKind.ForeignerPermit => length is 15 or 18,
        DocumentKind.ResidencePermit => length is 18,
        DocumentKind.HongKongMacauPermit => length is 9 or 11,
        DocumentKind.TaiwanPermit => length is 8 or 10,
        DocumentKind.Passport => length is >= 5 and <= 11,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The part that stays with the holder: a Taiwan permit loses its issue count.</summary>
    internal static ReadOnlySpan<byte> Lasting(DocumentKind kind, ReadOnlySpan<byte> number) =>
        kind == DocumentKind.TaiwanPermit && number.Length == 10 && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? number[..8] : number;
}
