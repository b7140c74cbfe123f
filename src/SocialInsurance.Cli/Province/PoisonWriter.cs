using SocialInsurance.Comparison;

namespace SocialInsurance.Cli.Province;

/// <summary>
/// A delivery that must not be applied: an adverse source reports living people, an activity source has its numbers shifted by one row.
/// </summary>
sealed class PoisonWriter(Population people, TruthLedger truth, FeedPlan plan, Delivery delivery)
{
    const int MostVictims = 300;

    internal string FileName => delivery.IsFirst ? $"{plan.Name}-{delivery.Date()}.csv" : $"{plan.Name}-{delivery.Date()}-2.csv";

    internal IEnumerable<(long Count, RowWriter Write)> Parts()
    {
        if (plan.Kind == SourceKind.Activity)
        {
            return [(Math.Max(MostVictims, (long)(delivery.Records * plan.Share / 50)), WriteShifted)];
        }

        long[] victims = [.. Victims()];
        if (plan.Kind == SourceKind.Terminal)
        {
            Array.ForEach(victims, truth.NotePoisoned);
        }

        return [(victims.Length, (ref ByteWriter to, long i) => WriteVictim(ref to, i, victims[i]))];
    }

    /// <summary>Living people spread over the register, at most a tenth of it.</summary>
    IEnumerable<long> Victims()
    {
        long count = Math.Min(MostVictims, people.Beneficiaries / 10);
        long step = people.Beneficiaries / count;
        for (long i = 0; i < count; i++)
        {
            long person = (i * step) + (step / 2);
            if (people.ClassOf(person) == PersonClass.Alive && people.DocumentOf(person) == PersonDocument.Resident)
            {
                yield return person;
            }
        }
    }

    int WriteVictim(ref ByteWriter to, long i, long person)
    {
        int day = people.AsOfDay + delivery.Day - 5 - (int)(people.Noise(40, person) % 20);
        int endDay = plan.Kind == SourceKind.Interval ? day + 700 : 0;
        RecordWriter.Write(ref to, people, plan, new RecordDraft(7_000_000_000 + i, person, day, people.Noise(41, person)) { EndDay = endDay });
        return 1;
    }

    int WriteShifted(ref ByteWriter to, long i)
    {
        ulong noise = people.Noise(42, delivery.FirstIndex + i);
        long person = (long)(noise % (ulong)people.Beneficiaries);
        int day = people.AsOfDay + delivery.Day - (int)((noise >> 32) % 30);
        RecordWriter.Write(ref to, people, plan, new RecordDraft(7_000_000_000 + i, person, day, noise) { NumberOwner = (person + 1) % people.Beneficiaries });
        return 1;
    }
}
