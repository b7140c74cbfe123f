using System.Text;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;

namespace SocialInsurance.Comparison.Tests;

public unsafe class DamageCheckTests
{
    static readonly Gen<byte[]> Piece = Gen.Frequency(
        (8, Gen.Elements("a", "0123456789", "王", "é", "𠮷", "\n", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFF", "\U0010FFFF").Select(Encoding.UTF8.GetBytes)),
        (1, Gen.Choose(0, 255).Select(b => new[] { (byte)b })),
        (1, Gen.Elements<byte[]>([0xC0, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE7, 0x8E], [0x80])));

    static bool[] Suspects(byte[] text, Func<nint, bool> check)
    {
        byte[] padded = [.. new byte[64], .. text, (byte)'\n', .. Enumerable.Repeat((byte)' ', 128)];
        var suspects = new bool[text.Length / 64 + 1];
        fixed (byte* p = padded)
        {
            for (int i = 0; i < suspects.Length; i++)
            {
                suspects[i] = check((nint)(p + 64 + i * 64));
            }
        }

        return suspects;
    }

    static bool Portable(nint at)
    {
        var p = (byte*)at;
        return (DamageCheck.Damage128(p) | DamageCheck.Damage128(p + 16) | DamageCheck.Damage128(p + 32) | DamageCheck.Damage128(p + 48)) != System.Runtime.Intrinsics.Vector128<byte>.Zero;
    }

    [Fact]
    public void Text_is_suspect_where_it_is_no_utf8_or_holds_a_nul_byte_and_nowhere_else() =>
        Prop.ForAll(Piece.ArrayOf().Select(pieces => pieces.SelectMany(p => p).ToArray()).ToArbitrary(), text =>
        {
            bool[] suspects = Suspects(text, p => DamageCheck.IsSuspect((byte*)p));
            bool isSound = Utf8.IsValid([.. text, (byte)'\n']) && !text.Contains((byte)0);
            return suspects.Contains(true) != isSound && suspects.SequenceEqual(Suspects(text, Portable));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200));

    [Fact]
    public void Two_bytes_of_any_value_are_judged_as_the_runtime_judges_them()
    {
        for (int pair = 0; pair < 65536; pair++)
        {
            byte[] text = [(byte)'a', (byte)(pair >> 8), (byte)pair, 0x80, (byte)'\n'];
            byte[] three = [.. text[..3], (byte)'\n'];
            Assert.Equal(Utf8.IsValid(text) && !text.Contains((byte)0), !Suspects(text, p => DamageCheck.IsSuspect((byte*)p))[0]);
            Assert.Equal(Utf8.IsValid(three) && !three.Contains((byte)0), !Suspects(three, p => DamageCheck.IsSuspect((byte*)p))[0]);
        }
    }
}
