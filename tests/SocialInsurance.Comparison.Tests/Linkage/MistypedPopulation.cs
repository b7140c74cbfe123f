using System.Globalization;
using System.Text;
using SocialInsurance.Cli.Province;

namespace SocialInsurance.Comparison.Tests;

/// <summary>What happened to a number on its way into a death record.</summary>
enum Slip
{
    OneDigit,
    SwappedNeighbours,
    DroppedDigit,
    AddedDigit,
    LetterForDigit,
    OtherDivision,
    BirthDigit,
    DayAndMonth,
    SequenceDigit,
    TwoDigits,
}

/// <summary>
/// A register and deaths of people of the same ages and divisions, as dense as a real province, so that chance brings many alike:
/// the sample province is kinder, its other people are all younger. A pure function of the seed. Nobody in it is a real person.
/// </summary>
/// <param name="writtenByEar">Three names in ten of the dead are written as they sound, look, were written once, or with a sign in them.</param>
sealed class MistypedPopulation(int seed, int people, int strangers, int slips, bool writtenByEar = false)
{
    const int Divisions = 4;
    const int Days = 12775;

    static readonly int FirstDay = new DateOnly(1931, 11, 1).DayNumber;

    readonly Mixer mixer = new(seed);

    /// <summary>Registered, and dead with a slip in the number: line of the feed (from 1) to person.</summary>
    internal Dictionary<long, int> Truth { get; } = [];

    internal Dictionary<int, Slip> Slips { get; } = [];

    internal Scene Write()
    {
        var scene = new Scene();
        var register = new StringBuilder("id,number,name,due\n");
        var deaths = new StringBuilder("number,name,on\n");
        for (int i = 0; i < people; i++)
        {
            register.Append(CultureInfo.InvariantCulture, $"p{i:D6},{Number(First17(i))},{Name(i)},2026-12-01\n");
        }

        long line = 1;
        for (int i = 0; i < slips; i++)
        {
            int person = (int)(mixer.At(1, i) % (ulong)people);
            if (!Slips.ContainsKey(person))
            {
                Slips[person] = (Slip)(i % Enum.GetValues<Slip>().Length);
                Truth[++line] = person;
                deaths.Append(CultureInfo.InvariantCulture, $"{Mistyped(person, Slips[person])},{MaybeMisspelt(person)},2026-10-0{1 + i % 9}\n");
            }
        }

        for (int i = 0; i < strangers; i++)
        {
            int stranger = people + i;
            ulong number = i % 100 == 3 ? TwinOf(i) : First17(stranger);
            string name = i % 100 == 3 ? Name((int)(mixer.At(2, i) % (ulong)people))[..1] + Name(stranger)[1..] : Name(stranger);
            string text = i % 60 == 7 ? Typed(Number(number), (Slip)(mixer.At(3, i) % 2), mixer.At(4, i)) : Number(number);
            deaths.Append(CultureInfo.InvariantCulture, $"{text},{name},2026-09-0{1 + i % 9}\n");
        }

        scene.File("register.csv", register.ToString());
        return scene.Feed("cremation", deaths.ToString(), Scene.Descriptor("cremation", "terminal"));
    }

    internal static string Number(ulong first17) => $"{first17:D17}{(char)DocumentNumber.CheckCharacter(first17)}";

    /// <summary>A twin outside the register of somebody in it: one digit of the sequence and the given name differ.</summary>
    ulong TwinOf(int i)
    {
        ulong number = First17((int)(mixer.At(2, i) % (ulong)people));
        return number % 10 == 9 ? number - 1 : number + 1;
    }

    ulong First17(int person)
    {
        ulong noise = mixer.At(5, person);
        var born = DateOnly.FromDayNumber(FirstDay + (int)(noise % Days));
        ulong day = (ulong)(born.Year * 10000 + born.Month * 100 + born.Day);
        return (430_102 + (noise >> 20) % Divisions * 101) * 100_000_000_000 + day * 1000 + (noise >> 40) % 1000;
    }

    string Name(int person) => Spell(person, NameTable.Spelling.Clean);

    /// <summary>One name in ten is misspelt too: half by one character, half by a whole given name.</summary>
    string MaybeMisspelt(int person) => writtenByEar ? WrittenByEar(person) : (mixer.At(6, person) % 20) switch
    {
        0 when Name(person) is { Length: > 2 } name => name[..^1] + "圆",
        1 => Spell(person, NameTable.Spelling.OtherGivenName),
        _ => Name(person),
    };

    // what a typist, a reader of handwriting, a system of Hong Kong and one without rare characters put for a character; pairs
    const string Homophones = "秀绣英瑛桂贵兰岚玉钰珍贞红虹梅枚丽莉华桦建健志智伟玮明铭军君平萍勇永芳方静婧艳燕霞侠辉晖涛焘斌彬凯恺王汪张章徐许余于江姜";
    const string LookAlikes = "梅海洋样天夫木本土士云去月目雨两佳住直真宇字平半勇男力刀永水玉王军车贵责昌冒刘对林材陈阵";
    const string Traditional = "丽麗华華国國伟偉军軍兰蘭红紅飞飛凤鳳张張刘劉陈陳杨楊黄黃赵趙吴吳马馬郑鄭谢謝韩韓邓鄧肖肖叶葉苏蘇卢盧钟鍾谭譚陆陸贾賈韦韋邹鄒";

    string WrittenByEar(int person)
    {
        ulong noise = mixer.At(6, person);
        string name = Name(person);
        return (noise % 40) switch
        {
            < 5 => Replaced(name, Homophones, noise),
            < 8 => Replaced(name, LookAlikes, noise),
            < 10 => string.Concat(name.Select(c => Replacement(c, Traditional))),
            < 12 => name[..^1] + "?",
            _ => name,
        };
    }

    /// <summary>One character that has a counterpart is replaced, if there is one.</summary>
    static string Replaced(string name, string pairs, ulong noise)
    {
        int[] places = [.. Enumerable.Range(0, name.Length).Where(i => Replacement(name[i], pairs) != name[i])];
        if (places.Length == 0)
        {
            return name;
        }

        int at = places[(int)(noise / 40 % (ulong)places.Length)];
        return name[..at] + Replacement(name[at], pairs) + name[(at + 1)..];
    }

    static char Replacement(char c, string pairs) => pairs.IndexOf(c, StringComparison.Ordinal) is >= 0 and int i && i % 2 == 0 ? pairs[i + 1] : c;

    string Spell(int person, NameTable.Spelling spelling)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new ByteWriter(buffer);
        NameTable.Write(ref writer, mixer.At(7, person), spelling, gb18030: false);
        return Encoding.UTF8.GetString(writer.Since(0));
    }

    string Mistyped(int person, Slip slip)
    {
        ulong noise = mixer.At(8, person);
        string digits = $"{First17(person):D17}";
        return slip switch
        {
            Slip.OtherDivision => Valid("43" + $"{noise % 9000 + 1000:D4}" + digits[6..]),
            Slip.BirthDigit => Valid(WithBirth(digits, noise)),
            Slip.DayAndMonth => digits[10..12] != digits[12..14] && string.CompareOrdinal(digits[12..14], "12") <= 0
                ? Valid(digits[..10] + digits[12..14] + digits[10..12] + digits[14..])
                : Valid(WithBirth(digits, noise)),
            Slip.SequenceDigit => Valid(Changed(digits, 14 + (int)(noise % 3), noise)),
            Slip.TwoDigits => Valid(Changed(Changed(digits, (int)(noise % 6), noise), 14 + (int)(noise / 7 % 3), noise)),
            _ => Typed(Number(First17(person)), slip, noise),
        };
    }

    /// <summary>A slip that leaves the check character as it was.</summary>
    static string Typed(string number, Slip slip, ulong noise)
    {
        int at = (int)(noise % 17);
        return slip switch
        {
            Slip.SwappedNeighbours => Swapped(number, at),
            Slip.DroppedDigit => number.Remove(at, 1),
            Slip.AddedDigit => number.Insert(at, $"{noise / 17 % 10}"),
            Slip.LetterForDigit => number[..at] + "O" + number[(at + 1)..],
            _ => Changed(number, at, noise),
        };
    }

    static string Swapped(string number, int at)
    {
        while (number[at % 16] == number[at % 16 + 1])
        {
            at++;
        }

        at %= 16;
        return number[..at] + number[at + 1] + number[at] + number[(at + 2)..];
    }

    static string Changed(string number, int at, ulong noise) =>
        number[..at] + (char)('0' + (number[at] - '0' + 1 + (int)(noise / 100 % 9)) % 10) + number[(at + 1)..];

    /// <summary>One digit of the date of birth changed such that it stays a date.</summary>
    static string WithBirth(string digits, ulong noise)
    {
        string changed = digits[..9] + (char)('0' + (digits[9] - '0' + 1 + (int)(noise % 9)) % 10) + digits[10..];
        return DateOnly.TryParseExact(changed[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? changed : Changed(digits, 16, noise);
    }

    static string Valid(string first17) => Number(ulong.Parse(first17, CultureInfo.InvariantCulture));
}
