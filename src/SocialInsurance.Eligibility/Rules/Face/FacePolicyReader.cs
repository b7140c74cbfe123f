namespace SocialInsurance.Eligibility.Rules;

/// <summary>Checks the face section and resolves it at a date.</summary>
internal static class FacePolicyReader
{
    private const string Match = "matchThreshold", Unsure = "unsureThreshold", PadPass = "padPassMean",
        PadReview = "padReviewMean", PadFrames = "padMinimumFrames", Attempts = "maximumAttempts", OldAfter = "referenceOldAfter", Refresh = "refreshThreshold";

    private static readonly IReadOnlyDictionary<string, ParameterUnit> Units = new Dictionary<string, ParameterUnit>
    {
        [Match] = ParameterUnit.Similarity,
        [Unsure] = ParameterUnit.Similarity,
        [PadPass] = ParameterUnit.Probability,
        [PadReview] = ParameterUnit.Probability,
        [PadFrames] = ParameterUnit.Frames,
        [Attempts] = ParameterUnit.Attempts,
    };

    /// <summary>May be left out: then no reference is old, or none is refreshed without a caseworker.</summary>
    private static readonly IReadOnlyDictionary<string, ParameterUnit> OptionalUnits = new Dictionary<string, ParameterUnit>
    {
        [OldAfter] = ParameterUnit.Months,
        [Refresh] = ParameterUnit.Similarity,
    };

    internal static FacePolicy At(FaceDraft face, DateOnly date, PolicyStamp stamp)
    {
        double Value(string name) => face.Parameters.Single(p => p.Name == name).ValueAt(date);
        double? Optional(string name) => face.Parameters.FirstOrDefault(p => p.Name == name)?.ValueAt(date);
        return new FacePolicy(
            new VerificationProfile(face.ProfileName, face.ProfileVersion), Value(Match), Value(Unsure), Value(PadPass),
            Value(PadReview), (int)Value(PadFrames), (int)Value(Attempts), stamp, (int?)Optional(OldAfter), Optional(Refresh));
    }

    internal static void Check(PolicyDraft draft, PolicyErrors errors)
    {
        if (draft.Face is not { } face) return;
        foreach (var (name, unit) in Units)
            if (face.Parameters.All(p => p.Name != name))
                errors.Add(PolicyErrorKind.MissingMember, face.Position, $"$.face.parameters.{name}", "parameter is missing", $"a parameter in {Spelling.Of(unit)}", "nothing");
        foreach (var (name, unit) in Units.Concat(OptionalUnits))
            if (face.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter && parameter.Unit != unit && parameter.Unit != default)
                errors.Add(PolicyErrorKind.InvalidValue, parameter.Position, $"$.face.parameters.{name}", "parameter has another unit", Spelling.Of(unit), Spelling.Of(parameter.Unit));
        foreach (var parameter in face.Parameters)
        {
            string path = $"$.face.parameters.{parameter.Name}";
            if (!Units.ContainsKey(parameter.Name) && !OptionalUnits.ContainsKey(parameter.Name))
                errors.AddUnknown(PolicyErrorKind.UnknownMember, parameter.Position, path, "unknown member", Units.Keys.Concat(OptionalUnits.Keys), parameter.Name);
            PolicyConsistency.Covered(draft, errors, parameter.Values, parameter.Position, path);
        }
        Ordered(draft, face, errors, Unsure, Match);
        Ordered(draft, face, errors, PadReview, PadPass);
        Ordered(draft, face, errors, Match, Refresh);
    }

    /// <summary>The lower threshold stays at or below the upper one on every day on which one of them changes.</summary>
    private static void Ordered(PolicyDraft draft, FaceDraft face, PolicyErrors errors, string lowerName, string upperName)
    {
        var lower = face.Parameters.FirstOrDefault(p => p.Name == lowerName);
        var upper = face.Parameters.FirstOrDefault(p => p.Name == upperName);
        if (lower is null || upper is null) return;
        var told = new HashSet<(TextPosition, TextPosition)>(); // two values clash once, on however many days
        foreach (var day in lower.Values.Concat(upper.Values).Select(v => v.From).Append(draft.EffectiveFrom).Distinct().Order())
            if (DatedValues.At(lower.Values, day) is { } l && DatedValues.At(upper.Values, day) is { } u && l.Value > u.Value && told.Add((l.Position, u.Position)))
                errors.Add(PolicyErrorKind.OutOfRange, errors.ValueAt(l.Position, "value"), $"$.face.parameters.{lowerName}", $"above {upperName} on {day:yyyy-MM-dd}", $"at most {u.Value}", $"{l.Value}");
    }
}
