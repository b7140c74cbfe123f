using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>Decides which records a delivery of a feed holds. Every record is a pure function of its index.</summary>
sealed class FeedWriter(Population people, TruthLedger truth, FeedPlan plan, Delivery delivery)
{
    const int FewestOtherPeople = 400; // keeps the share of defects low in the smallest province
    const int OtherDeathsPer = 20; // and that of mistyped deaths where records are few
    const int AnyDeath = 990;
    const int DefectEvery = 64; // at most 1/64 of the records are rejected

    readonly int purpose = 1000 + (10 * plan.Notation) - 10;
    readonly int today = people.AsOfDay + delivery.Day;

    /// <summary>Rows about planted beneficiaries come first, then everybody.</summary>
    internal IEnumerable<(long Count, RowWriter Write)> Parts()
    {
        yield return (people.Beneficiaries, delivery.IsFirst ? WritePlanted : WriteLate);
        long fewest = delivery.IsFirst && plan.Kind == SourceKind.Terminal
            ? Math.Max(FewestOtherPeople, people.Beneficiaries / OtherDeathsPer)
            : FewestOtherPeople;
        yield return (Math.Max(fewest, (long)(delivery.Records * plan.Share)), plan.Kind == SourceKind.Activity ? WriteActivity : WriteAdverse);
    }

    int WritePlanted(ref ByteWriter to, long person)
    {
        PersonClass who = people.ClassOf(person);
        RecordDraft? draft = plan.Kind switch
        {
            SourceKind.Terminal when who != PersonClass.DeadReportedLate => Terminal(person),
            SourceKind.Interval when who == PersonClass.Custody =>
                new RecordDraft(person, person, today - 400, 0) { EndDay = today + 30 + (int)(people.Noise(purpose, person) % 900) },
            SourceKind.Duplicate when who == PersonClass.DuplicateBenefit =>
                new RecordDraft(person, person, today - 1 - (int)(people.Noise(purpose, person) % 300), 0),
            SourceKind.Activity when who == PersonClass.AliveReportedDead && plan.Name == "medical_settlement" && people.IsSeenAfterReport(person) =>
                new RecordDraft(person, person, today - 2, 0),
            SourceKind.Activity when who == PersonClass.AliveAbroad && plan.Name == "travel" =>
                new RecordDraft(person, person, today - 200 - (int)(people.Noise(purpose, person) % 160), 0),
            _ => null,
        };
        return draft is { } record ? Write(ref to, record) : 0;
    }

    /// <summary>Deaths whose records come only now.</summary>
    int WriteLate(ref ByteWriter to, long person) =>
        plan.Kind == SourceKind.Terminal && people.ClassOf(person) == PersonClass.DeadReportedLate && people.ReportedOnDay(person) == delivery.Day
        && Terminal(person) is { } record ? Write(ref to, record) : 0;

    RecordDraft? Terminal(long person)
    {
        int bit = 1 << (plan.Notation - 1);
        if ((people.TerminalSources(person) & bit) == 0 || people.FalseReportOf(person) == FalseReport.Stranger)
        {
            return null; // a stranger's record is written with the stranger
        }

        return new RecordDraft(person, person, people.DeathDay(person) + (bit == 2 ? 3 : 0), people.Noise(16, person))
        {
            NumberOwner = people.PairOf(person) >= PairKind.TwinMixup ? person + 1 : person,
            Number = people.DeathNumberForm(person),
            Name = people.DeathSpelling(person),
        };
    }

    int WriteAdverse(ref ByteWriter to, long i)
    {
        bool isDeath = plan.Kind == SourceKind.Terminal;
        ulong noise = people.Noise(isDeath ? AnyDeath : purpose + 1, delivery.FirstIndex + i); // three offices hear of one death
        bool isElder = isDeath && (noise >> 32) % 10 < 8; // most who die are old
        long person = people.Beneficiaries + (long)(noise % (ulong)(isElder ? people.Elders : people.Others));
        if (people.Newcomers.SlotOf(person) >= 0)
        {
            person = people.Beneficiaries + people.Others - 1; // newcomers are well
        }

        int span = delivery.IsFirst ? 360 : 20;
        int day = today - (int)(Mixer.Mix(noise) % (ulong)span);
        return Write(ref to, WithDefects(new RecordDraft(5_000_000_000 + i, person, day, noise) { EndDay = plan.Kind == SourceKind.Interval ? day + 700 : 0 }, i));
    }

    int WriteActivity(ref ByteWriter to, long i)
    {
        ulong choice = people.Noise(purpose + 2, delivery.FirstIndex + i);
        ulong noise = Mixer.Mix(choice);
        bool isBeneficiary = (choice & 0xFFFF) < plan.BeneficiaryShare * 65536;
        long person = isBeneficiary ? people.ActivePerson(noise) : people.Beneficiaries + (long)(noise % (ulong)people.Others);
        ulong when = Mixer.Mix(noise);
        int day = today - plan.StaleDays - (int)(when % (delivery.IsFirst ? 360UL : 3UL));
        if (isBeneficiary && people.IsDead(person) && day > people.DeathDay(person) && (plan.NeedsThePerson || !people.IsActiveAfterDeath(person)))
        {
            day = people.DeathDay(person) - 1 - (int)(when % 60);
        }

        RecordDraft draft = WithDefects(new RecordDraft(i, person, day, when), i);
        int start = to.Length;
        Write(ref to, draft);
        if (choice >> 57 != 0) // all but one of 128
        {
            return 1;
        }

        to.Put(to.Since(start)); // sent twice
        return 2;
    }

    RecordDraft WithDefects(RecordDraft draft, long i)
    {
        ulong spelling = people.Noise(purpose + 3, delivery.FirstIndex + i);
        if (i % DefectEvery == DefectEvery - 1)
        {
            return (i / DefectEvery % 8) switch
            {
                0 => draft with { Number = (NumberForm)((int)NumberForm.DigitReplaced + (int)(spelling % 7)) },
                1 => draft with { Number = NumberForm.Empty },
                2 => draft with { Number = NumberForm.Placeholder },
                3 => draft with { Damage = RowDamage.BadDate },
                4 => draft with { Damage = RowDamage.FutureDate },
                5 => draft with { Damage = RowDamage.MissingColumn },
                6 => draft with { Damage = RowDamage.NulByte },
                _ => draft with { Damage = RowDamage.InvalidEncoding },
            };
        }

        bool isAct = plan.Kind == SourceKind.Activity && draft.Person < people.Beneficiaries;
        return draft with
        {
            // of a stranger's death under a pensioner's number, the planted ones are all there are
            NumberOwner = isAct && spelling >> 54 == 0 ? people.AnotherRegistered(draft.Person, spelling) : draft.Person,
            Number = (spelling % 1000) switch
            {
                < 5 => NumberForm.FifteenDigits,
                < 10 => NumberForm.LowerCase,
                < 13 => NumberForm.Blanks,
                < 15 when !plan.Gb18030 => NumberForm.FullWidth,
                15 => NumberForm.FifteenDigitsSlip,
                _ => NumberForm.Clean,
            },
            Name = (spelling / 1000 % 1000) switch
            {
                < 3 => NameTable.Spelling.OtherGivenName,
                < 6 => NameTable.Spelling.NearGivenName,
                < 9 => NameTable.Spelling.InnerBlank,
                _ => NameTable.Spelling.Clean,
            },
        };
    }

    int Write(ref ByteWriter to, in RecordDraft draft)
    {
        RecordWriter.Write(ref to, people, plan, draft);
        truth.Note(plan, draft);
        return 1;
    }
}

/// <summary>Writes the rows of one index; returns how many.</summary>
delegate int RowWriter(ref ByteWriter to, long index);
