using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>Decides which records a feed holds. Every record is a pure function of its index.</summary>
sealed class FeedWriter(Population people, TruthLedger truth, FeedPlan plan, long records)
{
    const int FewestOtherPeople = 128; // keeps the share of defects low in the smallest province
    const int DefectEvery = 64; // at most 1/64 of the records are rejected

    readonly int purpose = 1000 + 10 * Array.IndexOf(FeedPlan.All, plan);

    /// <summary>Rows about planted beneficiaries come first, then everybody.</summary>
    internal IEnumerable<(long Count, RowWriter Write)> Parts()
    {
        yield return (people.Beneficiaries, WritePlanted);
        yield return (Math.Max(FewestOtherPeople, (long)(records * plan.Share)), plan.Kind == SourceKind.Activity ? WriteActivity : WriteAdverse);
    }

    int WritePlanted(ref ByteWriter to, long person)
    {
        PersonClass who = people.ClassOf(person);
        RecordDraft? draft = plan.Kind switch
        {
            SourceKind.Terminal => Terminal(person, who),
            SourceKind.Interval when who == PersonClass.Custody =>
                new RecordDraft(person, person, people.AsOfDay - 400, 0) { EndDay = people.AsOfDay + 30 + (int)(people.Noise(purpose, person) % 900) },
            SourceKind.Duplicate when who == PersonClass.DuplicateBenefit =>
                new RecordDraft(person, person, people.AsOfDay - 1 - (int)(people.Noise(purpose, person) % 300), 0),
            SourceKind.Activity when who == PersonClass.AliveReportedDead && plan.Name == "medical_settlement" =>
                new RecordDraft(person, person, people.AsOfDay - 2, 0),
            _ => null,
        };
        if (draft is not { } record)
        {
            return 0;
        }

        Write(ref to, record);
        return 1;
    }

    RecordDraft? Terminal(long person, PersonClass who)
    {
        int bit = 1 << Array.IndexOf(FeedPlan.All, plan);
        if (who is not (PersonClass.Dead or PersonClass.DeadUnlinkable or PersonClass.AliveReportedDead) || (people.TerminalSources(person) & bit) == 0)
        {
            return null;
        }

        return new RecordDraft(person, person, people.DeathDay(person) + (bit == 2 ? 3 : 0), (ulong)person)
        {
            Number = who != PersonClass.DeadUnlinkable ? NumberForm.Clean
                : people.HasBrokenNumberInDeath(person) ? NumberForm.BrokenDigit : NumberForm.OtherPerson,
            Name = people.HasWrongNameInDeath(person) ? NameTable.Spelling.OtherGivenName : NameTable.Spelling.Clean,
        };
    }

    int WriteAdverse(ref ByteWriter to, long i)
    {
        ulong noise = people.Noise(purpose + 1, i);
        long person = people.Beneficiaries + (long)(noise % (ulong)people.Others);
        int day = people.AsOfDay - (int)(Mixer.Mix(noise) % 360);
        Write(ref to, WithDefects(new RecordDraft(5_000_000_000 + i, person, day, noise) { EndDay = plan.Kind == SourceKind.Interval ? day + 700 : 0 }, i));
        return 1;
    }

    int WriteActivity(ref ByteWriter to, long i)
    {
        ulong choice = people.Noise(purpose + 2, i);
        ulong noise = Mixer.Mix(choice);
        bool isBeneficiary = (choice & 0xFFFF) < plan.BeneficiaryShare * 65536;
        long person = isBeneficiary ? people.ActivePerson(noise) : people.Beneficiaries + (long)(noise % (ulong)people.Others);
        ulong when = Mixer.Mix(noise);
        int day = people.AsOfDay - plan.StaleDays - (int)(when % 360);
        if (isBeneficiary && people.IsDead(person) && day > people.DeathDay(person) && !people.IsActiveAfterDeath(person))
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
        if (i % DefectEvery == DefectEvery - 1)
        {
            return (i / DefectEvery % 8) switch
            {
                0 => draft with { Number = NumberForm.BrokenDigit },
                1 => draft with { Number = NumberForm.Empty },
                2 => draft with { Number = NumberForm.Placeholder },
                3 => draft with { Damage = RowDamage.BadDate },
                4 => draft with { Damage = RowDamage.FutureDate },
                5 => draft with { Damage = RowDamage.MissingColumn },
                6 => draft with { Damage = RowDamage.NulByte },
                _ => draft with { Damage = RowDamage.InvalidEncoding },
            };
        }

        ulong spelling = people.Noise(purpose + 3, i);
        return draft with
        {
            Number = (spelling % 1000) switch
            {
                < 5 => NumberForm.FifteenDigits,
                < 10 => NumberForm.LowerCase,
                < 13 => NumberForm.Blanks,
                < 15 when !plan.Gb18030 => NumberForm.FullWidth,
                _ => NumberForm.Clean,
            },
            Name = (spelling / 1000 % 1000) switch
            {
                < 5 => NameTable.Spelling.OtherGivenName,
                < 8 => NameTable.Spelling.InnerBlank,
                < 13 => NameTable.Spelling.OtherDot,
                _ => NameTable.Spelling.Clean,
            },
        };
    }

    void Write(ref ByteWriter to, in RecordDraft draft)
    {
        RecordWriter.Write(ref to, people, plan, draft);
        truth.Note(plan, draft);
    }
}

/// <summary>Writes the rows of one index; returns how many.</summary>
delegate int RowWriter(ref ByteWriter to, long index);
