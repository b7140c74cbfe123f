using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>One feed of the province: who sends it, in which shape, and how much of it.</summary>
/// <param name="Name">Name of the source.</param>
/// <param name="Authority">Department, in Chinese.</param>
/// <param name="Kind">What its records say.</param>
/// <param name="Presence">Presence class of its records.</param>
/// <param name="Group">Independence group.</param>
/// <param name="Delimiter">Between columns.</param>
/// <param name="Dates">Notation of dates.</param>
/// <param name="Header">Header line, or null: columns by position.</param>
/// <param name="Gb18030">Encoding, else UTF-8.</param>
/// <param name="Quoted">Last column in quotes, now and then with a newline.</param>
/// <param name="Share">Share of all records.</param>
/// <param name="BeneficiaryShare">Share of its records that concern beneficiaries (activity only).</param>
/// <param name="StaleDays">The feed stopped so many days ago.</param>
sealed record FeedPlan(
    string Name, string Authority, SourceKind Kind, PresenceClass Presence, string Group, char Delimiter, DateFormat Dates, string? Header,
    bool Gb18030 = false, bool Quoted = false, double Share = 0, double BeneficiaryShare = 0, int StaleDays = 0)
{
    static readonly string[] Names =
    [
        "death_certificate", "cremation", "household_deregistration", "custody", "medical_settlement", "vaccination", "bus_card", "bank_card", "travel",
        "duplicate_benefit",
    ];

    internal static readonly FeedPlan[] All =
    [
        new("death_certificate", "卫健 死亡医学证明", SourceKind.Terminal, PresenceClass.Administrative, "health", ',', DateFormat.Dashed, "流水号,证件号码,姓名,死亡日期,备用,机构代码", Share: 0.004),
        new("cremation", "民政 殡葬火化", SourceKind.Terminal, PresenceClass.Administrative, "civil_affairs", '|', DateFormat.Compact, "serial|document_no|name|cremated_on|spare|agency", Share: 0.004),
        new("household_deregistration", "公安 户籍注销", SourceKind.Terminal, PresenceClass.Administrative, "public_security", ',', DateFormat.Slashed, "序号,公民身份号码,姓名,注销日期,备用,派出所代码", Gb18030: true, Share: 0.005),
        new("custody", "司法 服刑人员", SourceKind.Interval, PresenceClass.Administrative, "justice", ';', DateFormat.Dashed, "serial;number;name;from;until;remark", Quoted: true, Share: 0.002),
        new("medical_settlement", "医保 就诊结算", SourceKind.Activity, PresenceClass.PersonPresent, "medical_insurance", ',', DateFormat.DashedTime, "settlement_id,id_no,name,settled_at,spare,hospital", Share: 0.30, BeneficiaryShare: 0.25),
        new("vaccination", "卫健 疫苗接种", SourceKind.Activity, PresenceClass.PersonPresent, "health", '\t', DateFormat.Dotted, "id\tnumber\tname\tgiven_on\tspare\tclinic", Share: 0.06, BeneficiaryShare: 0.12, StaleDays: 150),
        new("bus_card", "公交 刷卡", SourceKind.Activity, PresenceClass.Account, "transport", ',', DateFormat.Compact, null, Share: 0.42, BeneficiaryShare: 0.28),
        new("bank_card", "银行 社保卡交易", SourceKind.Activity, PresenceClass.Account, "bank", '|', DateFormat.CompactTime, "trade_id|holder_no|holder_name|traded_at|spare|branch", Share: 0.15, BeneficiaryShare: 0.12),
        new("travel", "铁路/航空 出行", SourceKind.Activity, PresenceClass.PersonPresent, "rail_air", ',', DateFormat.Slashed, "ticket,passenger_no,passenger,travelled_on,spare,station", Share: 0.05, BeneficiaryShare: 0.05),
        new("duplicate_benefit", "人社 异地待遇", SourceKind.Duplicate, PresenceClass.Administrative, "social_insurance", ',', DateFormat.Compact, "serial,number,name,paid_on,spare,agency", Share: 0.005),
    ];

    static readonly string[] SeenInPerson = ["vaccination", "travel"];

    internal string FileName => Name + ".csv";

    /// <summary>Place in <see cref="All"/>, from 1; decides how this department writes names.</summary>
    internal int Notation { get; } = Array.FindIndex(Names, n => n == Name) + 1;

    /// <summary>A card alone does not do: family cannot go in place of the person.</summary>
    internal bool NeedsThePerson => SeenInPerson.Contains(Name);

    /// <summary>Byte order mark and carriage returns: the certificate comes from a spreadsheet.</summary>
    internal bool IsFromSpreadsheet { get; } = Name == "death_certificate";

    internal string Descriptor()
    {
        string[]? header = Header?.Split(Delimiter);
        string Column(int index) => header is null ? $"{index + 1}" : $"'{header[index]}'";
        string dates = Dates switch
        {
            DateFormat.Dashed => "yyyy-MM-dd",
            DateFormat.Compact => "yyyyMMdd",
            DateFormat.Slashed => "yyyy/M/d",
            DateFormat.Dotted => "dd.MM.yyyy",
            DateFormat.DashedTime => "yyyy-MM-dd HH:mm:ss",
            DateFormat.CompactTime => "yyyyMMddHHmmss",
            _ => throw new InvalidOperationException($"no notation for {Dates}"),
        };
        return $"""
            # synthetic feed of the sample province: no record concerns a real person
            name: {Name}
            kind: {Camel(Kind)}
            authority: {Authority}
            filePattern: '{Name}*.csv'
            format:
              delimiter: '{(Delimiter == '\t' ? "tab" : Delimiter.ToString())}'
              header: {(header is null ? "no" : "yes")}
              encoding: {(Gb18030 ? "gb18030" : "utf-8")}
              quoting: {(Quoted ? "double" : "none")}{(header is null ? "\n  columnCount: 6" : "")}
            columns:
              number: {Column(1)}
              name: {Column(2)}
              eventDate: {Column(3)}{(Kind == SourceKind.Interval ? $"\n  endDate: {Column(4)}" : "")}
            dateFormat: {dates}
            presenceClass: {Camel(Presence)}
            independenceGroup: {Group}
            maxRejectedShare: 0.05

            """.ReplaceLineEndings("\n");
    }

    static string Camel<T>(T value)
        where T : struct, Enum => char.ToLowerInvariant($"{value}"[0]) + $"{value}"[1..];
}
