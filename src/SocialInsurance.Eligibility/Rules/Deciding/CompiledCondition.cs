namespace SocialInsurance.Eligibility.Rules;

/// <summary>A source as bound to a cell of the data.</summary>
/// <param name="Cell">Index in the evidence of a person.</param>
/// <param name="Group">Number of the independence group.</param>
/// <param name="WindowStart">First day inside the window, yyyymmdd; 0 without window.</param>
internal readonly record struct BoundSource(int Cell, int Group, int WindowStart);

/// <summary>What a condition looked at: up to two records. Cell -1 = none.</summary>
internal readonly record struct EvidenceUse(int Cell, int On, ulong At, int OtherCell, int OtherOn, ulong OtherAt)
{
    internal static readonly EvidenceUse None = new(-1, 0, 0, -1, 0, 0);

    internal static EvidenceUse One(int cell, int on, ulong at) => new(cell, on, at, -1, 0, 0);
}

/// <summary>A condition resolved at an as-of date: cells, integers and nothing to look up. Immutable, safe for all threads.</summary>
/// <param name="Kind">The question.</param>
/// <param name="Sources">The cells it reads, in the order of the policy, so that ties do not depend on the order of the data.</param>
/// <param name="Life">Signs of life that may contradict; only for <see cref="ConditionKind.DeathContradicted"/>.</param>
/// <param name="Limit">Days, or the last month number that counts as due.</param>
/// <param name="Due">When people fall due.</param>
/// <param name="AsOf">The as-of date, yyyymmdd.</param>
/// <param name="AsOfDay">The as-of date as day number.</param>
internal sealed partial record CompiledCondition(
    ConditionKind Kind, BoundSource[] Sources, BoundSource[] Life, int Limit, DueMonths Due, int AsOf, int AsOfDay)
{
    internal bool Holds(in PersonFacts facts, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        return Kind switch
        {
            ConditionKind.Otherwise => true,
            ConditionKind.NumberUnusable => !facts.NumberUsable,
            ConditionKind.RegisteredMoreThanOnce => facts.RegisteredTimes > 1,
            ConditionKind.OpenPossibleLink => facts.OpenPossibleLink,
            ConditionKind.FaintPossibleLink => facts.FaintPossibleLink,
            ConditionKind.FaintLinkUncontradicted => facts.FaintPossibleLink && (facts.FaintLinkOn == 0 || LatestUsable(Sources, facts.Evidence).On <= facts.FaintLinkOn),
            ConditionKind.NotDue => DueMonth(facts) > Limit,
            ConditionKind.DeathRecorded => LatestDeath(facts.Evidence, out use),
            ConditionKind.DeathCorroborated => Corroborated(facts.Evidence, out use),
            ConditionKind.DeathContradicted => Contradicted(facts.Evidence, out use),
            ConditionKind.DeathRecordedUnderAnotherName => AnotherName(facts.Evidence, out use),
            ConditionKind.IntervalCoversAsOf => Covers(facts.Evidence, out use),
            ConditionKind.DuplicateWithinWindow or ConditionKind.AlertWithinWindow or ConditionKind.PersonPresentWithinWindow => Within(facts.Evidence, out use),
            ConditionKind.AccountEventsFromTwoGroups => TwoGroups(facts.Evidence, out use),
            ConditionKind.AccountEventsOnTwoDays => TwoDays(facts.Evidence, out use),
            ConditionKind.NoSignOfLifeFor => Silent(facts, out use),
            _ => throw new InvalidOperationException($"condition kind {(int)Kind} is not compiled"),
        };
    }

    /// <summary>The latest event that had happened by the as-of date.</summary>
    internal static int UsableOn(in SourceEvidence cell, int asOf) =>
        cell.LatestOn <= asOf ? cell.LatestOn : cell.PreviousOn <= asOf ? cell.PreviousOn : 0;

    /// <summary>Month number in which the person falls due; 0 when nothing is known, that is: due.</summary>
    private int DueMonth(in PersonFacts facts) => Due.MonthOf(facts);

    // a death record counts whatever its date, also one after the as-of date: doubt never leads to a silent certification
    private bool LatestDeath(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        foreach (ref readonly var source in Sources.AsSpan())
        {
            ref readonly var cell = ref evidence[source.Cell];
            if (cell.LatestOn > use.On) use = EvidenceUse.One(source.Cell, cell.LatestOn, cell.LatestAt);
        }
        return use.Cell >= 0;
    }

    private bool AnotherName(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        foreach (ref readonly var source in Sources.AsSpan())
        {
            ref readonly var cell = ref evidence[source.Cell];
            if (cell.DisagreeingOn > use.On) use = EvidenceUse.One(source.Cell, cell.DisagreeingOn, cell.DisagreeingAt);
        }
        return use.Cell >= 0;
    }

    private bool Corroborated(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        for (int i = 0; i < Sources.Length; i++)
        {
            ref readonly var first = ref evidence[Sources[i].Cell];
            if (first.LatestOn == 0) continue;
            for (int j = i + 1; j < Sources.Length; j++)
            {
                ref readonly var second = ref evidence[Sources[j].Cell];
                if (second.LatestOn == 0 || Sources[i].Group == Sources[j].Group) continue;
                Agree(first.LatestOn, first.LatestAt, second.LatestOn, second.LatestAt, i, j, ref use);
                Agree(first.PreviousOn, first.PreviousAt, second.LatestOn, second.LatestAt, i, j, ref use);
                Agree(first.LatestOn, first.LatestAt, second.PreviousOn, second.PreviousAt, i, j, ref use);
                Agree(first.PreviousOn, first.PreviousAt, second.PreviousOn, second.PreviousAt, i, j, ref use);
            }
        }
        return use.Cell >= 0;
    }

    /// <summary>Keeps the pair whose later date is the latest; on a tie the earlier pair in the order of the policy.</summary>
    private void Agree(int onA, ulong atA, int onB, ulong atB, int a, int b, ref EvidenceUse use)
    {
        if (onA == 0 || onB == 0 || Math.Max(onA, onB) <= use.On) return;
        if (Math.Abs(Calendar.DayNumber(onA) - Calendar.DayNumber(onB)) > Limit) return;
        use = onA >= onB
            ? new EvidenceUse(Sources[a].Cell, onA, atA, Sources[b].Cell, onB, atB)
            : new EvidenceUse(Sources[b].Cell, onB, atB, Sources[a].Cell, onA, atA);
    }

    private bool Contradicted(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        if (!LatestDeath(evidence, out var death)) return false;
        var life = LatestUsable(Life, evidence);
        if (life.On <= death.On) return false; // an act on the very day of death contradicts nothing
        use = life with { OtherCell = death.Cell, OtherOn = death.On, OtherAt = death.At };
        return true;
    }

    private bool Covers(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        foreach (ref readonly var source in Sources.AsSpan())
        {
            ref readonly var cell = ref evidence[source.Cell];
            if (cell.LatestOn >= AsOf && cell.PreviousOn <= AsOf && cell.LatestOn > use.On)
                use = EvidenceUse.One(source.Cell, cell.LatestOn, cell.LatestAt);
        }
        return use.Cell >= 0;
    }

    private bool Within(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        foreach (ref readonly var source in Sources.AsSpan())
        {
            ref readonly var cell = ref evidence[source.Cell];
            int on = UsableOn(cell, AsOf);
            if (on >= source.WindowStart && on > use.On) use = EvidenceUse.One(source.Cell, on, AtOf(cell, on));
        }
        return use.Cell >= 0;
    }

    private bool TwoGroups(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        for (int i = 0; i < Sources.Length; i++)
        {
            ref readonly var first = ref evidence[Sources[i].Cell];
            int firstOn = UsableOn(first, AsOf);
            if (firstOn == 0 || firstOn < Sources[i].WindowStart) continue;
            for (int j = 0; j < Sources.Length; j++)
            {
                if (Sources[i].Group == Sources[j].Group) continue;
                ref readonly var second = ref evidence[Sources[j].Cell];
                int secondOn = OnAnotherDay(second, firstOn);
                if (secondOn == 0 || secondOn < Sources[j].WindowStart || firstOn <= use.On) continue;
                use = new EvidenceUse(Sources[i].Cell, firstOn, AtOf(first, firstOn), Sources[j].Cell, secondOn, AtOf(second, secondOn));
            }
        }
        return use.Cell >= 0;
    }

    /// <summary>The latest event of a source before the day of another one's; 0 when there is none.</summary>
    private int OnAnotherDay(in SourceEvidence cell, int firstOn)
    {
        int on = UsableOn(cell, AsOf);
        if (on == firstOn) on = on == cell.LatestOn ? cell.PreviousOn : 0;
        return on <= firstOn ? on : 0;
    }

    private bool IsOnTwoDays(in SourceEvidence cell) =>
        cell.LatestOn <= AsOf && cell.PreviousOn > 0 && cell.LatestOn > cell.PreviousOn;

    private bool TwoDays(ReadOnlySpan<SourceEvidence> evidence, out EvidenceUse use)
    {
        use = EvidenceUse.None;
        foreach (ref readonly var source in Sources.AsSpan())
        {
            ref readonly var cell = ref evidence[source.Cell];
            if (IsOnTwoDays(cell) && cell.PreviousOn >= source.WindowStart && cell.LatestOn > use.On)
                use = new EvidenceUse(source.Cell, cell.LatestOn, cell.LatestAt, source.Cell, cell.PreviousOn, cell.PreviousAt);
        }
        return use.Cell >= 0;
    }

    private bool Silent(in PersonFacts facts, out EvidenceUse use)
    {
        use = LatestUsable(Sources, facts.Evidence);
        return SilentDays(use.On, facts.LastCertifiedOn) >= Limit;
    }

    /// <summary>The latest event of the sources that had happened by the as-of date, inside a window or not.</summary>
    internal EvidenceUse LatestUsable(BoundSource[] sources, ReadOnlySpan<SourceEvidence> evidence)
    {
        var use = EvidenceUse.None;
        foreach (ref readonly var source in sources.AsSpan())
        {
            ref readonly var cell = ref evidence[source.Cell];
            int on = UsableOn(cell, AsOf);
            if (on > use.On) use = EvidenceUse.One(source.Cell, on, AtOf(cell, on));
        }
        return use;
    }

    private static ulong AtOf(in SourceEvidence cell, int on) => on == cell.LatestOn ? cell.LatestAt : cell.PreviousAt;
}
