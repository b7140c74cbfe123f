using System.Globalization;
using System.Text;
using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>What the feeds really say about each beneficiary, noted while they are written. Thread-safe.</summary>
sealed class TruthLedger(Population people)
{
    internal const string Header = "beneficiaryId,class,evidence,deathOn,terminalSources,latestPresentOn,latestAccountOn\n";

    readonly int[] latestPresentDay = new int[people.Beneficiaries];
    readonly int[] latestAccountDay = new int[people.Beneficiaries];

    /// <summary>Notes activity that can be linked: a usable number on both sides and the right name.</summary>
    internal void Note(FeedPlan plan, in RecordDraft draft)
    {
        if (plan.Kind != SourceKind.Activity || draft.Person >= people.Beneficiaries || draft.IsRejected
            || draft.Name == NameTable.Spelling.OtherGivenName || people.ClassOf(draft.Person) == PersonClass.InvalidNumber)
        {
            return;
        }

        ref int latest = ref (plan.Presence == PresenceClass.PersonPresent ? latestPresentDay : latestAccountDay)[draft.Person];
        int seen = Volatile.Read(ref latest);
        while (seen < draft.Day)
        {
            int before = Interlocked.CompareExchange(ref latest, draft.Day, seen);
            seen = before == seen ? draft.Day : before;
        }
    }

    internal int WriteRow(ref ByteWriter to, long person, long id)
    {
        PersonClass who = people.ClassOf(person);
        int present = latestPresentDay[person];
        int account = latestAccountDay[person];
        bool hasTerminal = who is PersonClass.Dead or PersonClass.DeadUnlinkable or PersonClass.AliveReportedDead;
        string row = string.Create(CultureInfo.InvariantCulture,
            $"P{id:D9},{PersonClasses.TextOf(who)},{(present > 0 ? "personPresent" : account > 0 ? "account" : "none")},{(hasTerminal ? Calendar.Compact(people.DeathDay(person)) : 0)},{(hasTerminal ? people.TerminalSources(person) : 0)},{(present > 0 ? Calendar.Compact(present) : 0)},{(account > 0 ? Calendar.Compact(account) : 0)}\n");
        Span<byte> bytes = stackalloc byte[RecordWriter.MaxRowBytes];
        to.Put(bytes[..Encoding.UTF8.GetBytes(row, bytes)]);
        return 1;
    }
}
