using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>What the feeds really say about each beneficiary, noted while they are written: 20 bytes a person. Thread-safe.</summary>
sealed class TruthLedger
{
    static readonly FeedPlan[] Acts = [.. FeedPlan.All.Where(p => p.Kind == SourceKind.Activity)];

    static readonly int[] ActOf = [.. FeedPlan.All.Select(p => Array.IndexOf(Acts, p))];

    internal static readonly string Header =
        $"beneficiaryId,class,evidence,deathOn,terminalSources,latestPresentOn,latestAccountOn,detail,{string.Join(',', Acts.Select(a => a.Name))}\n";

    readonly Population people;
    readonly HashSet<long> poisoned = [];
    readonly uint[][] dates; // by source and person: the latest day, and in the low half the latest but one

    internal TruthLedger(Population people)
    {
        this.people = people;
        dates = [.. Acts.Select(_ => new uint[people.Beneficiaries + people.Newcomers.People.Count])];
    }

    /// <summary>Notes an act under the person's own number and name, in whatever notation.</summary>
    internal void Note(FeedPlan plan, in RecordDraft draft)
    {
        if (plan.Kind != SourceKind.Activity || !draft.IsTrue || SlotOf(draft.Person) is not (>= 0 and var slot))
        {
            return;
        }

        ref uint cell = ref dates[ActOf[plan.Notation - 1]][slot];
        ushort day = Calendar.Short(draft.Day);
        uint seen = Volatile.Read(ref cell);
        for (uint wanted = With(seen, day); wanted != seen; wanted = With(seen, day))
        {
            uint before = Interlocked.CompareExchange(ref cell, wanted, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>A poisoned delivery says that this person is dead. Not thread-safe.</summary>
    internal void NotePoisoned(long person) => poisoned.Add(person);

    long SlotOf(long person)
    {
        if (person < people.Beneficiaries)
        {
            return person;
        }

        int slot = people.Newcomers.SlotOf(person);
        return slot < 0 ? -1 : people.Beneficiaries + slot;
    }

    static uint With(uint cell, uint day)
    {
        uint latest = cell >> 16;
        uint previous = cell & 0xFFFF;
        return day > latest ? (day << 16) | latest : day < latest && day > previous ? (latest << 16) | day : cell;
    }

    /// <summary>Writes the truth about a row of the register as it stands after a delivery.</summary>
    internal int WriteRow(ref ByteWriter to, long person, long id, int day)
    {
        PersonClass who = people.ClassOf(person);
        bool isReported = people.TerminalSources(person) > 0 && (who != PersonClass.DeadReportedLate || people.ReportedOnDay(person) <= day);
        bool isCorrected = people.CorrectedOnDay(person) <= day;
        who = who == PersonClass.DeadReportedLate && isReported ? PersonClass.Dead
            : who == PersonClass.InvalidNumber && isCorrected ? PersonClass.Alive : who;
        bool canBeLinked = who != PersonClass.InvalidNumber && (isCorrected || !people.IsMisspeltInRegister(person));
        int present = canBeLinked ? Latest(person, PresenceClass.PersonPresent) : 0;
        int account = canBeLinked ? Latest(person, PresenceClass.Account) : 0;
        to.Put((byte)'P');
        to.Digits((ulong)id, 9);
        Text(ref to, PersonClasses.TextOf(who));
        Text(ref to, present > 0 ? "personPresent" : account > 0 ? "account" : "none");
        Number(ref to, isReported || PersonClasses.IsDead(who) ? Calendar.Compact(people.DeathDay(person)) : 0);
        Number(ref to, isReported ? people.TerminalSources(person) : 0);
        Number(ref to, present);
        Number(ref to, account);
        Text(ref to, TruthDetail.Of(people, person, poisoned.Contains(person), isCorrected));
        foreach (uint[] cells in dates)
        {
            Dates(ref to, cells[SlotOf(person)]);
        }

        to.Put((byte)'\n');
        return 1;
    }

    int Latest(long person, PresenceClass presence)
    {
        int latest = 0;
        for (int i = 0; i < Acts.Length; i++)
        {
            latest = Acts[i].Presence == presence ? Math.Max(latest, Calendar.OfShort(dates[i][SlotOf(person)] >> 16)) : latest;
        }

        return latest;
    }

    static void Dates(ref ByteWriter to, uint cell)
    {
        to.Put((byte)',');
        if (cell != 0)
        {
            to.Digits((ulong)Calendar.OfShort(cell >> 16), 8);
        }

        if ((cell & 0xFFFF) != 0)
        {
            to.Put((byte)';');
            to.Digits((ulong)Calendar.OfShort(cell & 0xFFFF), 8);
        }
    }

    static void Number(ref ByteWriter to, int value)
    {
        to.Put((byte)',');
        to.Digits((ulong)value, value >= 10_000_000 ? 8 : 1); // a date, or bits of three sources
    }

    static void Text(ref ByteWriter to, string text)
    {
        to.Put((byte)',');
        foreach (char c in text)
        {
            to.Put((byte)c);
        }
    }
}
