using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>The register: everybody once, some twice, and the two samples whom no feed knows.</summary>
sealed class RegisterWriter(Population people)
{
    internal const string Header = "beneficiaryId,number,name,birthDate,divisionCode,status,dueDate,lastCertifiedDate\n";

    internal const string Descriptor = """
        # synthetic register of the sample province: nobody in it is a real person
        name: register
        kind: subjects
        authority: 社会保险经办机构
        filePattern: 'register*.csv'
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

    internal int Write(ref ByteWriter to, long person) => Write(ref to, person, person);

    internal int WriteSecond(ref ByteWriter to, long person) =>
        people.ClassOf(person) == PersonClass.DuplicateRegistration ? Write(ref to, person, people.Beneficiaries + person) : 0;

    internal static string SampleRows(Population people) => string.Concat(Samples.Select(s =>
    {
        string first17 = $"{s.First17:D17}";
        int due = people.AsOfDay - 1;
        return $"{s.Id},{first17}{(char)Population.Check(s.First17)},{s.Name},{first17[6..10]}-{first17[10..12]}-{first17[12..14]},{first17[..6]},active,{Dashed(due)},{Dashed(due - 365)}\n";
    }));

    internal static string SampleTruth() => string.Concat(Samples.Select(s => $"{s.Id},aliveSilent,none,0,0,0,0\n"));

    int Write(ref ByteWriter to, long person, long id)
    {
        to.Put((byte)'P');
        to.Digits((ulong)id, 9);
        to.Put((byte)',');
        RecordWriter.Number(ref to, people, person, FormOf(person));
        to.Put((byte)',');
        NameTable.Write(ref to, people.Noise(20, person), NameTable.Spelling.Clean, gb18030: false);
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

    NumberForm FormOf(long person) => people.ClassOf(person) == PersonClass.InvalidNumber ? NumberForm.BrokenDigit : (people.Noise(30, person) % 1000) switch
    {
        < 3 => NumberForm.FifteenDigits,
        < 13 => NumberForm.LowerCase,
        < 18 => NumberForm.Blanks,
        < 21 => NumberForm.FullWidth,
        _ => NumberForm.Clean,
    };

    static string Dashed(int day) => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
