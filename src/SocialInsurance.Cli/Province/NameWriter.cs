namespace SocialInsurance.Cli.Province;

/// <summary>Kinds of names, by the ways in which departments write them differently.</summary>
enum NameKind : byte
{
    /// <summary>Surname and one or two characters.</summary>
    Plain,

    /// <summary>Two parts with a dot, for which every department has another character, or none.</summary>
    Minority,

    /// <summary>Four characters without surname.</summary>
    Tibetan,

    /// <summary>A character outside GBK.</summary>
    Rare,

    /// <summary>On a document of Hong Kong, Macau or Taiwan: traditional characters there, simplified here.</summary>
    Traditional,

    /// <summary>Latin letters; order, case and blanks vary.</summary>
    Latin,
}

/// <summary>
/// Writes the names of people as one department keeps them: everywhere the same name, not everywhere the same characters.
/// Stateless, thread-safe.
/// </summary>
static class NameWriter
{
    /// <summary>Notation of the register.</summary>
    internal const int Register = 0;

    internal static NameKind KindOf(Population people, long person) => people.DocumentOf(person) switch
    {
        PersonDocument.Resident => people.PairOf(person) != PairKind.None || Population.IsPlanted(person) ? NameKind.Plain : (people.Noise(21, person) % 2048) switch
        {
            < 16 => NameKind.Minority,
            < 24 => NameKind.Tibetan,
            < 32 => NameKind.Rare,
            _ => NameKind.Plain,
        },
        PersonDocument.Foreigner or PersonDocument.PermanentResidence or PersonDocument.PermanentResidenceOld or PersonDocument.Passport => NameKind.Latin,
        _ => NameKind.Traditional,
    };

    /// <param name="notation">0 the register, else the department, from 1.</param>
    internal static void Write(ref ByteWriter to, Population people, long person, NameTable.Spelling spelling, int notation, bool gb18030)
    {
        ulong noise = people.Noise(20, person);
        int encoding = gb18030 ? 1 : 0;
        NameKind kind = KindOf(people, person);
        switch (kind)
        {
            case NameKind.Plain:
                Chinese(ref to, PlainParts(people, person, noise), spelling, encoding);
                break;
            case NameKind.Traditional:
                Chinese(ref to, PlainParts(people, person, noise) with { IsTraditional = Habit(noise, notation) < 4 }, spelling, encoding);
                break;
            case NameKind.Rare:
                Rare(ref to, PlainParts(people, person, noise), spelling, Habit(noise, notation) == 0 && notation != Register, encoding);
                break;
            case NameKind.Latin:
                Latin(ref to, noise, spelling, Habit(noise, notation));
                break;
            default:
                TwoParts(ref to, kind == NameKind.Minority, noise, spelling, kind == NameKind.Minority ? Habit(noise, notation) : 7, encoding);
                break;
        }
    }

    /// <summary>0..7: how this department writes this person's name.</summary>
    static int Habit(ulong noise, int notation) => (int)(Mixer.Mix(noise + (ulong)notation) % 8);

    /// <summary>Places in the tables of surnames and of given names; second -1 = none.</summary>
    internal readonly record struct Parts(int Surname, int First, int Second, bool IsTraditional);

    internal static Parts PartsOf(ulong noise)
    {
        double u = (noise & 0xFFFFF) / 1048576.0; // few surnames are frequent
        ulong count = (ulong)NameTable.Given[0].Length;
        int second = noise % 10 < 7 ? (int)((noise >> 32) % count) : -1;
        return new Parts((int)(NameTable.Surnames[0].Length * u * u), (int)((noise >> 20) % count), second, false);
    }

    /// <param name="noise">That of the person.</param>
    static Parts PlainParts(Population people, long person, ulong noise)
    {
        long sibling = people.TwinOf(person);
        if (sibling == person && (person >= people.Beneficiaries || people.PairOf(person) is not (PairKind.Twins or PairKind.TwinMixup)))
        {
            return PartsOf(noise);
        }

        ulong family = people.Noise(20, sibling);
        ulong second = (family >> 32) + (sibling == person ? 0 : 1 + (noise % 50));
        return PartsOf(family) with { Second = (int)(second % (ulong)NameTable.Given[0].Length) };
    }

    internal static void Chinese(ref ByteWriter to, Parts parts, NameTable.Spelling spelling, int encoding)
    {
        byte[][] given = (parts.IsTraditional ? NameTable.TraditionalGiven : NameTable.Given)[encoding];
        to.Put((parts.IsTraditional ? NameTable.TraditionalSurnames : NameTable.Surnames)[encoding][parts.Surname]);
        First(ref to, parts.First, given, spelling, encoding);
        if (parts.Second >= 0)
        {
            to.Put(given[parts.Second]);
        }
    }

    static void First(ref ByteWriter to, int first, byte[][] given, NameTable.Spelling spelling, int encoding)
    {
        if (spelling == NameTable.Spelling.InnerBlank)
        {
            to.Put((byte)' ');
        }

        byte[] near = NameTable.NearGiven[encoding][first];
        to.Put(spelling switch
        {
            NameTable.Spelling.OtherGivenName => given[(first + 17) % given.Length],
            NameTable.Spelling.NearGivenName => near.AsSpan().SequenceEqual(given[first]) ? given[(first + 1) % given.Length] : near,
            _ => given[first],
        });
    }

    static void Rare(ref ByteWriter to, Parts parts, NameTable.Spelling spelling, bool isPrivate, int encoding)
    {
        to.Put(NameTable.Surnames[encoding][parts.Surname]);
        int rare = parts.First % NameTable.Rare[encoding].Length;
        to.Put(isPrivate && rare == 0 ? NameTable.RarePrivate[encoding][0] : NameTable.Rare[encoding][rare]);
        if (spelling >= NameTable.Spelling.NearGivenName || parts.Second >= 0)
        {
            First(ref to, Math.Max(0, parts.Second), NameTable.Given[encoding], spelling, encoding);
        }
    }

    static void TwoParts(ref ByteWriter to, bool isMinority, ulong noise, NameTable.Spelling spelling, int dot, int encoding)
    {
        byte[][] names = (isMinority ? NameTable.Minority : NameTable.Tibetan)[encoding];
        int shift = spelling >= NameTable.Spelling.NearGivenName ? 1 : 0;
        to.Put(names[(int)((noise >> 8) % (ulong)names.Length)]);
        to.Put(NameTable.Dots[encoding][dot]);
        to.Put(names[(int)(((noise >> 24) + (ulong)shift) % (ulong)names.Length)]);
    }

    static void Latin(ref ByteWriter to, ulong noise, NameTable.Spelling spelling, int habit)
    {
        string family = NameTable.Families[(int)((noise >> 8) % (ulong)NameTable.Families.Length)];
        int shift = spelling >= NameTable.Spelling.NearGivenName ? 1 : 0;
        string given = NameTable.GivenLatin[(int)(((noise >> 24) + (ulong)shift) % (ulong)NameTable.GivenLatin.Length)];
        bool isUpper = habit % 2 == 0;
        Letters(ref to, habit < 6 ? family : given, isUpper);
        to.Put((byte)' ');
        Letters(ref to, habit < 6 ? given : family, isUpper);
    }

    static void Letters(ref ByteWriter to, string text, bool isUpper)
    {
        foreach (char c in text)
        {
            to.Put((byte)(isUpper ? char.ToUpperInvariant(c) : c));
        }
    }
}
