using System.Runtime.CompilerServices;

namespace SocialInsurance.Comparison;

/// <summary>64-bit hash of how a name sounds: equal for names of one Pinyin, whatever is written. Only brings pairs together. Stateless, thread-safe.</summary>
static class SoundKey
{
    const int FewestSounds = 2;

    /// <summary>0 when the name has fewer than two sounds or one that is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ulong Of(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<ulong> unusual = NameTables.Unusual;
        ulong hash = 0;
        int count = 0;
        for (ReadOnlySpan<byte> rest = utf8; !rest.IsEmpty; rest = rest[3..])
        {
            int c = rest.Length < 3 || rest[0] is < 0xE4 or > 0xE9 ? 0 : (rest[0] & 0xF) << 12 | (rest[1] & 0x3F) << 6 | (rest[2] & 0x3F);
            if (c == 0 || (unusual[c >> 6] >> (c & 63) & 1) != 0)
            {
                return OfUnusual(utf8);
            }

            ulong sound = NameSounds.UsualOf(c);
            if (sound == 0)
            {
                return 0;
            }

            hash = Add(hash, sound);
            count++;
        }

        return count < FewestSounds ? 0 : hash;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ulong OfUnusual(ReadOnlySpan<byte> utf8)
    {
        NameUnits units = NameUnits.Of(utf8, stackalloc NameUnit[NameUnits.Most]);
        if (units.IsLatin)
        {
            return OfLatin(units.All);
        }

        ulong hash = 0;
        foreach (NameUnit unit in units.All)
        {
            ulong sound = unit.Kind switch
            {
                NameUnitKind.Character => NameSounds.UsualOf(unit.Value),
                NameUnitKind.Syllable => (ulong)unit.Value,
                _ => 0,
            };
            if (sound == 0)
            {
                return 0;
            }

            hash = Add(hash, sound);
        }

        return units.Length < FewestSounds ? 0 : hash;
    }

    static ulong OfLatin(ReadOnlySpan<NameUnit> letters)
    {
        Span<int> text = stackalloc int[letters.Length];
        for (int i = 0; i < letters.Length; i++)
        {
            text[i] = letters[i].Value;
        }

        Span<ushort> sounds = stackalloc ushort[NameUnits.Most];
        ulong hash = 0;
        if (!NameSounds.TrySpell(text, sounds, out int count) || count < FewestSounds)
        {
            return 0;
        }

        foreach (ushort sound in sounds[..count])
        {
            hash = Add(hash, sound);
        }

        return hash;
    }

    static ulong Add(ulong hash, ulong sound) => (hash ^ sound) * 0x9E3779B97F4A7C15UL + 1;
}
