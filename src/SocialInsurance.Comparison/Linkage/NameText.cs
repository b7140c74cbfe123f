namespace SocialInsurance.Comparison;

/// <summary>How far two names agree, for people to judge. Equality is that of <see cref="NameKey"/>. Stateless, thread-safe.</summary>
static class NameText
{
    const int FewestForOneEdit = 3; // of two characters, one edit leaves a surname only: no evidence
    const int FewestForTwoEdits = 8;
    const int WordBytes = 6; // two Chinese characters

    /// <summary>How one place of a name agrees with its counterpart, the better first.</summary>
    enum Relation
    {
        Equal,
        Kindred,
        Substitute,
        SoundAlike,
        LookAlike,
        Other,
    }

    /// <summary>The longest prefix of whole characters that fits.</summary>
    internal static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> utf8, int maxBytes)
    {
        int length = Math.Min(utf8.Length, maxBytes);
        while (length > 0 && length < utf8.Length && (utf8[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return utf8[..length];
    }

    /// <summary>How far two names agree; NameMissing when one side has none. Symmetric.</summary>
    internal static ComparisonLevel Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        NameKey left = NameKey.Of(a);
        NameKey right = NameKey.Of(b);
        if (left.Value == 0 || right.Value == 0)
        {
            return ComparisonLevel.NameMissing;
        }

        ReadOnlySpan<byte> ours = WithoutWord(a);
        ReadOnlySpan<byte> theirs = WithoutWord(b);
        return left == right ? ComparisonLevel.NameExact
            : ours.Length + theirs.Length < a.Length + b.Length ? Weaker(ComparisonLevel.NameVariant, Compare(ours, theirs))
            : Compare(NameUnits.Of(a, stackalloc NameUnit[NameUnits.Most]), NameUnits.Of(b, stackalloc NameUnit[NameUnits.Most]), a, b);
    }

    static ComparisonLevel Weaker(ComparisonLevel a, ComparisonLevel b) => a > b ? a : b;

    /// <summary>A name without the word by which a clerk says that its bearer is dead.</summary>
    static ReadOnlySpan<byte> WithoutWord(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> trimmed = FieldText.Trim(name);
        bool hasWord = trimmed.StartsWith("死者"u8) || trimmed.StartsWith("亡者"u8) || trimmed.StartsWith("逝者"u8) || trimmed.StartsWith("已故"u8);
        return hasWord && trimmed.Length > WordBytes ? trimmed[WordBytes..] : name;
    }

    static ComparisonLevel Compare(in NameUnits left, in NameUnits right, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (left.IsLatin || right.IsLatin)
        {
            return left.IsLatin && right.IsLatin ? LatinNames.Compare(a, b, left.All, right.All)
                : LatinNames.IsPinyinOf(left.IsLatin ? a : b, left.IsLatin ? right.All : left.All) ? ComparisonLevel.NameSoundAlike
                : ComparisonLevel.NameDifferent;
        }

        ComparisonLevel level = PlaceByPlace(left.All, right.All);
        return level < ComparisonLevel.NameNear ? level
            : IsTurned(left, right) || IsTurned(right, left) ? ComparisonLevel.NameVariant
            : IsShortened(left, right) || IsShortened(right, left) ? ComparisonLevel.NameShortened
            : level == ComparisonLevel.NameNear || IsFewEdits(left.All, right.All) ? ComparisonLevel.NameNear
            : left.Length > 0 && right.Length > 0 && RelationOf(left.All[0], right.All[0]) <= Relation.Kindred ? ComparisonLevel.NameSurnameOnly
            : ComparisonLevel.NameDifferent;
    }

    /// <summary>Names of as many places: the weakest relation says it. NameDifferent when more than a slip differs.</summary>
    static ComparisonLevel PlaceByPlace(ReadOnlySpan<NameUnit> a, ReadOnlySpan<NameUnit> b)
    {
        if (a.Length != b.Length || a.IsEmpty)
        {
            return ComparisonLevel.NameDifferent;
        }

        Span<int> counts = stackalloc int[(int)Relation.Other + 1];
        counts.Clear();
        int weak = 0;
        for (int i = 0; i < a.Length && weak < 2; i++) // two weak places are two people's: strangers' names need no further look
        {
            Relation relation = RelationOf(a[i], b[i]);
            counts[(int)relation]++;
            weak += relation >= Relation.LookAlike ? 1 : 0;
        }

        bool hasAnchor = a.Length > counts[(int)Relation.Substitute]; // placeholders alone are no name
        return weak == 0 && hasAnchor
            ? counts[(int)Relation.SoundAlike] > 0 ? ComparisonLevel.NameSoundAlike
                : counts[(int)Relation.Substitute] > 0 ? ComparisonLevel.NameSubstitute
                : ComparisonLevel.NameVariant
            : weak == 1 && counts[(int)Relation.LookAlike] == 1 && counts[(int)Relation.Equal] == a.Length - 1 ? ComparisonLevel.NameLookAlike
            : weak == 1 && a.Length >= FewestForOneEdit && counts[(int)Relation.Equal] == a.Length - 1 ? ComparisonLevel.NameNear
            : ComparisonLevel.NameDifferent;
    }

    static Relation RelationOf(NameUnit a, NameUnit b) => (a.Kind, b.Kind) switch
    {
        (NameUnitKind.Character, NameUnitKind.Character) => a.Value == b.Value ? Relation.Equal
            : NameShapes.AreKindred(a.Value, b.Value) ? Relation.Kindred
            : NameSounds.AreAlike(a.Value, b.Value) ? Relation.SoundAlike
            : NameShapes.AreLookAlikes(a.Value, b.Value) ? Relation.LookAlike
            : Relation.Other,
        (NameUnitKind.Placeholder, _) or (_, NameUnitKind.Placeholder) => Relation.Substitute,
        (NameUnitKind.Character, _) => Describes(b, a.Value) ? Relation.Substitute : Relation.Other,
        (_, NameUnitKind.Character) => Describes(a, b.Value) ? Relation.Substitute : Relation.Other,
        _ => a == b ? Relation.Equal : Relation.Other,
    };

    static bool Describes(NameUnit unit, int character) => unit.Kind switch
    {
        NameUnitKind.Syllable => NameSounds.IsRead(character, (ushort)unit.Value),
        NameUnitKind.Parts => NameShapes.ConsistsOf(character, unit.Value, unit.Second),
        _ => false,
    };

    /// <summary>One name is the other's given name, up to its first dot at least: the father's name is left off or cut.</summary>
    static bool IsShortened(in NameUnits shorter, in NameUnits longer)
    {
        if (longer.FirstBreak < 2 || shorter.Length < longer.FirstBreak || shorter.Length >= longer.Length)
        {
            return false;
        }

        for (int i = 0; i < shorter.Length; i++)
        {
            if (RelationOf(shorter.All[i], longer.All[i]) > Relation.SoundAlike)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The father's name stands first, with or without the dot.</summary>
    static bool IsTurned(in NameUnits name, in NameUnits other)
    {
        int at = name.FirstBreak;
        return at >= 2 && name.Length - at >= 2 && other.Length == name.Length
            && other.All[..^at].SequenceEqual(name.All[at..]) && other.All[^at..].SequenceEqual(name.All[..at]);
    }

    /// <summary>One edit apart, of three places at least; two of eight.</summary>
    internal static bool IsFewEdits(ReadOnlySpan<NameUnit> a, ReadOnlySpan<NameUnit> b)
    {
        int longest = Math.Max(a.Length, b.Length);
        int most = longest >= FewestForTwoEdits ? 2 : longest >= FewestForOneEdit ? 1 : 0;
        if (most == 0 || Math.Abs(a.Length - b.Length) > most)
        {
            return false;
        }

        Span<int> left = stackalloc int[NameUnits.Most];
        Span<int> right = stackalloc int[NameUnits.Most];
        return EditDistance.OfAtMost(Values(a, left), Values(b, right), most) <= most;
    }

    static ReadOnlySpan<int> Values(ReadOnlySpan<NameUnit> units, Span<int> to)
    {
        for (int i = 0; i < units.Length; i++)
        {
            to[i] = units[i].Value + ((int)units[i].Kind << 24);
        }

        return to[..units.Length];
    }
}
