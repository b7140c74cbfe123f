using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Notices;
using SocialInsurance.Eligibility.Review;

namespace SocialInsurance.Eligibility.Tests.Benefits;

/// <summary>
/// An agency in memory in which people do at random whatever a command can say: several persons, cases and accounts, days that pass,
/// notices that arrive, certifications, claims to be alive. All state goes through the deciders; every change of a benefit goes to the oracle.
/// </summary>
internal sealed class LawWalk(int seed)
{
    private const int Persons = 24;
    private const int MostEvents = 70;
    private static readonly string[] Kinds = ["DeathSuspected", "DeathCorroborated", "CustodialSentence", "LongUncertified", "AliveClaim", "Appeal", "AuditSample"];
    private static readonly string[] Groups = ["civilAffairs", "police", "health"];
    private static readonly string[] Bases = ["SBJB-2023-26", "RST-2018-54", "LST-2001-44", "GBF-2009-66", "SBF-16", "NONE"];
    private static readonly string[] Reasons = ["", "short", "both records agree with the investigation"];
    private static readonly CaseworkerId[] Accounts = [.. Enumerable.Range(1, 7).Select(number => new CaseworkerId($"cw-{number}"))];

    private readonly Random _random = new(seed);
    private readonly Person[] _persons = [.. Enumerable.Range(0, Persons).Select(number => new Person(new BeneficiaryId($"B{number}"), Accounts[number % Accounts.Length], number % 2 == 0))];
    private DateTimeOffset _now = new(2026, 1, 5, 1, 0, 0, TimeSpan.Zero);

    public int Commands { get; private set; }

    public Dictionary<string, int> Reached { get; } = new(StringComparer.Ordinal);

    public List<string> Faults { get; } = [];

    private DateOnly Today => DateOnly.FromDateTime(_now.UtcDateTime.AddHours(8));

    public void Run(int commands)
    {
        while (Commands < commands)
        {
            var person = Pick(_persons);
            switch (_random.Next(100))
            {
                case < 2:
                    _now = _now.AddMinutes(_random.Next(1, 3 * 24 * 60));
                    break;
                case < 4:
                    person.Told.Add((Pick([MessageChannelKind.Sms, MessageChannelKind.Sms, MessageChannelKind.Letter]), _now));
                    break;
                case 4:
                    Open(person);
                    break;
                case 5 when _random.Next(40) == 0:
                    person.CertifiedOn = Today;
                    break;
                case 6 when _random.Next(10) == 0:
                    PutRight(person);
                    break;
                default:
                    Command(person);
                    break;
            }
        }
    }

    private void Command(Person person)
    {
        if (person.Cases.Count == 0)
        {
            return;
        }

        var place = _random.Next(person.Cases.Count);
        var file = person.Cases[place];
        var by = _random.Next(5) > 0 && file.AssignedTo is { } has ? has : Pick(Accounts);
        var command = CommandOf(person, file, by);
        var context = ContextOf(person, file);
        var answer = CaseDecider.Decide(file, command, context, _now);
        Commands++;
        Count(answer.Refusal is { } refusal ? $"refused {refusal.Code}" : $"did {command.GetType().Name}");
        var after = answer.Events.Aggregate(file, static (before, happened) => before.Apply(happened));
        person.Cases[place] = after;
        if (answer.Benefit is { } change)
        {
            Judge(person, after, change);
        }

        if (answer.Refusal is null && (answer.Events.Count == 0 || after.Version != file.Version + answer.Events.Count))
        {
            Faults.Add($"{command.GetType().Name}: no event and no refusal");
        }

        if (after.Version > MostEvents || (after.State == CaseState.Closed && _random.Next(30) == 0))
        {
            person.Cases.RemoveAt(place);
        }
    }

    private CaseCommand CommandOf(Person person, ReviewCase file, CaseworkerId by) => _random.Next(40) switch
    {
        0 or 1 => new CaseCommand.Assign(by),
        2 => new CaseCommand.Assign(by, Pick(Accounts)),
        < 9 => new CaseCommand.AddEvidence(by, new CaseEvidence("document", Pick(Groups), Today.AddDays(-_random.Next(-1, 30)), DirectionAtRandom(person)), "seen"),
        < 15 => new CaseCommand.RecordContact(by, AtRandom<ContactChannel>(), ResultAtRandom(person), Today.AddDays(-_random.Next(-1, 3)), "said"),
        < 20 => new CaseCommand.Investigate(by, EstablishedAtRandom(person), "looked at both records"),
        20 => new CaseCommand.Note(by, "noted"),
        21 => new CaseCommand.Pause(by, Today.AddDays(_random.Next(-1, 40)), "another office"),
        22 or 23 => new CaseCommand.Continue(by),
        24 => new CaseCommand.Escalate(by),
        25 => new CaseCommand.Join(by, Pick(person.Cases)),
        < 31 => new CaseCommand.Propose(by, MeasureAtRandom()),
        31 => new CaseCommand.Withdraw(by),
        < 35 => new CaseCommand.Approve(file.Proposal is not null && _random.Next(4) == 0 ? file.Proposal.By : Pick(Accounts)),
        35 => new CaseCommand.Return(Pick(Accounts), "look again"),
        36 => new CaseCommand.Resume(by, Pick([MeasureGround.Alive, MeasureGround.Alive, MeasureGround.ReasonOver, MeasureGround.Death]), Pick(Bases), "met at the window"),
        37 when _random.Next(4) == 0 => new CaseCommand.Close(by, AtRandom<CaseConclusion>(), "closed"),
        _ => new CaseCommand.Reopen(by, "again"),
    };

    private MeasureProposal MeasureAtRandom()
    {
        var ground = Pick([MeasureGround.Death, MeasureGround.SilenceOfData, AtRandom<MeasureGround>()]);
        var basis = _random.Next(3) == 0 ? Pick(Bases) : ground == MeasureGround.SilenceOfData ? "RST-2018-54" : "SBJB-2023-26";
        return new MeasureProposal(
            _random.Next(20) == 0 ? BenefitMeasure.Resume : Pick([BenefitMeasure.Suspend, BenefitMeasure.Terminate]),
            ground, basis, _random.Next(4) == 0 ? Pick(Reasons) : Reasons[2], Today.AddMonths(_random.Next(-3, 4)), _random.Next(3) == 0 ? null : _random.Next(50_000, 900_000));
    }

    /// <summary>A confirmation of life, as the use case puts it together.</summary>
    private void PutRight(Person person)
    {
        for (var place = 0; place < person.Cases.Count; place++)
        {
            var file = person.Cases[place];
            person.Cases[place] = CaseDecider.Overturn(file, Pick(Accounts), "alive", _now).Aggregate(file, static (before, happened) => before.Apply(happened));
        }

        if (person.Cases.Count > 0 && BenefitLaw.Resume(person.Benefit, person.Cases[0].Id, MeasureGround.Alive, "SBF-16", Pick(Accounts), ContextOf(person, person.Cases[0]), _now).Change is { } change)
        {
            Judge(person, person.Cases[0], change);
        }
    }

    private void Judge(Person person, ReviewCase file, BenefitChanged change)
    {
        var history = new PersonHistory(
            person.Benefit.Changes, file, person.Told, Today, person.Cases.Any(one => one.Kind == FindingKind.AliveClaim && one.State != CaseState.Closed), person.Relatives);
        Faults.AddRange(LawOracle.Faults(history, change).Select(fault => $"{change.Measure} for {change.Ground}: {fault}"));
        Count($"{change.Measure} for {change.Ground}");
        person.Benefit = person.Benefit.Apply(change);
        Count($"benefit {person.Benefit.State}");
        if (person.Benefit.Changes.Count > 40 && person.Benefit.State == BenefitState.InPayment)
        {
            person.Benefit = BenefitStanding.Of(person.Id, []);
        }
    }

    private void Open(Person person)
    {
        if (person.Cases.Count >= 3)
        {
            return;
        }

        person.Cases.Add(ReviewCase.From(
            [new CaseOpened(new CaseId(Guid.CreateVersion7(_now)), person.Id, new FindingKind(Pick(Kinds)), AtRandom<RiskColour>(), $"d.csv:{_random.Next()}", null, _now)]));
        person.Told.RemoveAll(told => person.Cases.All(file => file.OpenedAt > told.At));
    }

    private CaseContext ContextOf(Person person, ReviewCase file)
    {
        var begun = SlaClock.BegunAt(file);
        return new CaseContext(
            person.Benefit,
            [.. person.Told.Where(told => told.At >= begun).Select(told => new SentNotice(told.Channel, DateOnly.FromDateTime(told.At.UtcDateTime.AddHours(8))))],
            ReviewRulesFile.Default.Rules,
            Today,
            person.Relatives)
        {
            ClaimsAlive = person.Cases.Any(one => one.Kind == FindingKind.AliveClaim && one.State != CaseState.Closed),
            CertifiedOn = person.CertifiedOn,
        };
    }

    // of every second person signs of life are rare, so that silence is reached too
    private Established EstablishedAtRandom(Person person) =>
        _random.Next(person.IsQuiet ? 60 : 4) == 0 ? Established.Alive : Pick([Established.LossConfirmed, Established.LossConfirmed, Established.Undetermined]);

    private EvidenceDirection DirectionAtRandom(Person person) => _random.Next(person.IsQuiet ? 120 : 12) == 0 ? EvidenceDirection.Life : _random.Next(8) == 0 ? EvidenceDirection.Neutral : EvidenceDirection.Loss;

    private ContactResult ResultAtRandom(Person person) => _random.Next(person.IsQuiet ? 120 : 20) == 0 ? AtRandom<ContactResult>() : Pick([ContactResult.NotReached, ContactResult.Offered, ContactResult.Declined]);

    private T AtRandom<T>()
        where T : struct, Enum => Pick(Enum.GetValues<T>());

    private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    private void Count(string what) => Reached[what] = Reached.GetValueOrDefault(what) + 1;

    private sealed class Person(BeneficiaryId id, CaseworkerId relative, bool isQuiet)
    {
        public bool IsQuiet { get; } = isQuiet;

        public BeneficiaryId Id { get; } = id;

        public HashSet<CaseworkerId> Relatives { get; } = [relative];

        public BenefitStanding Benefit { get; set; } = BenefitStanding.Of(id, []);

        public List<ReviewCase> Cases { get; } = [];

        public List<(MessageChannelKind Channel, DateTimeOffset At)> Told { get; } = [];

        public DateOnly? CertifiedOn { get; set; }
    }
}
