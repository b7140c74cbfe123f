using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>
/// The register as it stands after a delivery: everybody once, some twice, those who came since, and the two samples whom no feed knows.
/// </summary>
sealed class RegisterWriter(Population people, int day)
{
    internal const string Header = "beneficiaryId,number,name,birthDate,divisionCode,status,dueDate,lastCertifiedDate\n";

    internal const string Descriptor = """
        # synthetic register of the sample province: nobody in it is a real person
        name: register
        kind: subjects
        authority: 社会保险经办机构
        filePattern: 'register*.csv'
        notRead: [ truth.csv ]
        format:
          delimiter: ','
          header: yes
          encoding: utf-8
        columns:
          id: beneficiaryId
          number: number
          name: name
          birthDate: birthDate
          divisionCode: divisionCode
          status: status
          dueDate: dueDate
          lastCertifiedDate: lastCertifiedDate
        dateFormat: yyyy-MM-dd
        maxRejectedShare: 0.001

        """;

    // a public region code that the population does not use, so nobody shares these numbers
    static readonly (string Id, string Name, ulong First17)[] Samples =
    [
        ("S000000001", "样本甲", 43018119480512901),
        ("S000000002", "样本乙", 43018119521103902),
    ];

    /// <summary>The rows and their writer; the second argument of each writer call is the person, the third the identifier.</summary>
    internal static IEnumerable<(long Count, RowWriter Write)> Rows(Population people, int day, PersonRow write)
    {
        long beneficiaries = people.Beneficiaries;
        yield return (beneficiaries, (ref ByteWriter to, long i) => write(ref to, i, i));
        yield return (beneficiaries, (ref ByteWriter to, long i) =>
            people.ClassOf(i) == PersonClass.DuplicateRegistration ? write(ref to, i, beneficiaries + i) : 0);
        yield return (day * people.Newcomers.PerDay, (ref ByteWriter to, long i) => write(ref to, people.Newcomers.People[(int)i], (2 * beneficiaries) + i));
    }

    internal static string SampleRows(Population people) => string.Concat(Samples.Select(s =>
    {
        string first17 = $"{s.First17:D17}";
        int due = people.AsOfDay - 1;
        return $"{s.Id},{first17}{(char)Population.Check(s.First17)},{s.Name},{first17[6..10]}-{first17[10..12]}-{first17[12..14]},{first17[..6]},active,{Dashed(due)},{Dashed(due - 365)}\n";
    }));

    internal static string SampleTruth() => string.Concat(Samples.Select(s => $"{s.Id},aliveSilent,none,0,0,0,0,,,,,,\n"));

    internal int Write(ref ByteWriter to, long person, long id)
    {
        to.Put((byte)'P');
        to.Digits((ulong)id, 9);
        to.Put((byte)',');
        NumberWriter.Write(ref to, people, person, FormOf(person), people.Noise(33, person));
        to.Put((byte)',');
        bool isMisspelt = people.IsMisspeltInRegister(person) && people.CorrectedOnDay(person) > day;
        NameWriter.Write(ref to, people, person, isMisspelt ? NameTable.Spelling.NearGivenName : NameTable.Spelling.Clean, NameWriter.Register, gb18030: false);
        to.Put((byte)',');
        int birth = people.BirthOn(person);
        RecordWriter.Date(ref to, DateFormat.Dashed, new DateOnly(birth / 10000, birth / 100 % 100, birth % 100).DayNumber, 0, isBad: false);
        to.Put((byte)',');
        to.Digits((ulong)people.Region(person), 6);
        to.Put(",active,"u8);
        RecordWriter.Date(ref to, DateFormat.Dashed, people.DueDay(person), 0, isBad: false);
        to.Put((byte)',');
        RecordWriter.Date(ref to, DateFormat.Dashed, people.DueDay(person) - 365, 0, isBad: false);
        to.Put((byte)'\n');
        return 1;
    }

    NumberForm FormOf(long person) => people.ClassOf(person) == PersonClass.InvalidNumber && people.CorrectedOnDay(person) > day ? NumberForm.DigitReplaced : (people.Noise(30, person) % 1000) switch
    {
        < 3 => NumberForm.FifteenDigits,
        < 13 => NumberForm.LowerCase,
        < 18 => NumberForm.Blanks,
        < 21 => NumberForm.FullWidth,
        _ => NumberForm.Clean,
    };

    static string Dashed(int day) => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Writes a row about a person under an identifier; returns how many.</summary>
delegate int PersonRow(ref ByteWriter to, long person, long id);
