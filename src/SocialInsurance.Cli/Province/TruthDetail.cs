namespace SocialInsurance.Cli.Province;

/// <summary>The column <c>detail</c> of truth.csv: what is special about a person, words separated by semicolons.</summary>
static class TruthDetail
{
    /// <summary>A poisoned delivery reports this living person dead.</summary>
    internal const string Poisoned = "poisoned";

    internal static string Of(Population people, long person, bool isPoisoned, bool isCorrected)
    {
        PairKind pair = person < people.Beneficiaries ? people.PairOf(person) : PairKind.None;
        NameKind name = NameWriter.KindOf(people, person);
        PersonDocument document = people.DocumentOf(person);
        PersonClass who = people.ClassOf(person);
        bool isUnusual = pair != PairKind.None || name != NameKind.Plain || document != PersonDocument.Resident || isPoisoned
            || who is PersonClass.AliveReportedDead or PersonClass.DeadUnlinkable or PersonClass.DeadMistyped or PersonClass.InvalidNumber
            || PersonClasses.IsDead(who) || people.IsMisspeltInRegister(person) || person >= people.Beneficiaries;
        return isUnusual ? string.Join(';', Words(people, person, isPoisoned, isCorrected, pair, name, document, who)) : string.Empty;
    }

    static IEnumerable<string> Words(
        Population people, long person, bool isPoisoned, bool isCorrected, PairKind pair, NameKind name, PersonDocument document, PersonClass who)
    {
        if (who is PersonClass.DeadUnlinkable or PersonClass.DeadMistyped)
        {
            yield return pair >= PairKind.TwinMixup ? $"slip:{PersonClasses.Camel(pair)}" : $"slip:{PersonClasses.Camel(people.DeathNumberForm(person))}";
        }

        if (PersonClasses.IsDead(who) && people.DeathSpelling(person) != NameTable.Spelling.Clean && people.TerminalSources(person) > 0)
        {
            yield return $"spelling:{PersonClasses.Camel(people.DeathSpelling(person))}";
        }

        if (PersonClasses.IsDead(who) && people.IsActiveAfterDeath(person))
        {
            yield return "cardUsed";
        }

        if (who == PersonClass.AliveReportedDead)
        {
            yield return $"report:{PersonClasses.Camel(people.FalseReportOf(person))}";
        }

        if (pair != PairKind.None)
        {
            yield return $"pair:{PersonClasses.Camel(pair)}";
        }

        if (name != NameKind.Plain)
        {
            yield return $"name:{PersonClasses.Camel(name)}";
        }

        if (document != PersonDocument.Resident)
        {
            yield return $"document:{PersonClasses.Camel(document)}";
        }

        if (who == PersonClass.InvalidNumber || people.IsMisspeltInRegister(person))
        {
            yield return isCorrected ? "register:corrected" : who == PersonClass.InvalidNumber ? "register:wrongNumber" : "register:wrongName";
        }

        if (person >= people.Beneficiaries)
        {
            yield return "newcomer";
        }

        if (isPoisoned)
        {
            yield return Poisoned;
        }
    }
}
