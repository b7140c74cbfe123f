namespace SocialInsurance.Eligibility.Rules;

/// <summary>Why a condition held or not, in words for the trace.</summary>
internal static class ConditionWords
{
    internal static ReasonText Why(ConditionKind kind, bool held)
    {
        var (chinese, chineseNot, english, englishNot) = Of(kind);
        return held ? new ReasonText(chinese, english) : new ReasonText(chineseNot, englishNot);
    }

    private static (string, string, string, string) Of(ConditionKind kind) => kind switch
    {
        ConditionKind.Otherwise => ("其余情形", "其余情形", "all other cases", "all other cases"),
        ConditionKind.NumberUnusable => ("登记证件号码无法比对", "登记证件号码有效", "the registered number cannot be compared", "the registered number is usable"),
        ConditionKind.RegisteredMoreThanOnce => ("号码或编号登记多次", "号码和编号只登记一次", "the number or the identifier is registered more than once", "number and identifier are registered once"),
        ConditionKind.FaintPossibleLink => ("有待排除的存疑记录（与本人略近，不足以认定；或仅见于暂停的来源）", "没有待排除的存疑记录", "a doubtful record is to be ruled out (somewhat like the person, too little for a link; or in a held delivery alone)", "no doubtful record is to be ruled out"),
        ConditionKind.FaintLinkUncontradicted => ("有待排除的存疑记录，其后没有本人到场的活动", "没有存疑记录，或其后本人到过现场", "a doubtful record is to be ruled out, and the person was present nowhere after it", "no doubtful record, or the person was present somewhere after it"),
        ConditionKind.OpenPossibleLink => ("有待核实的疑似关联记录", "没有待核实的疑似关联", "a possible link is open", "no possible link is open"),
        ConditionKind.DeathRecorded => ("有姓名一致的死亡记录", "没有姓名一致的死亡记录", "a death record with the same name", "no death record with the same name"),
        ConditionKind.DeathCorroborated => ("两个独立部门的死亡日期相互印证", "没有两个独立部门相互印证", "two independent authorities agree on the death", "no two independent authorities agree"),
        ConditionKind.DeathContradicted => ("记录的死亡日期之后仍有活动", "死亡日期之后没有可信活动", "trusted activity after the recorded death", "no trusted activity after a recorded death"),
        ConditionKind.DeathRecordedUnderAnotherName => ("有号码相同而姓名不同的死亡记录", "没有姓名不同的死亡记录", "a death record with the number and another name", "no death record under another name"),
        ConditionKind.IntervalCoversAsOf => ("期间覆盖比对日", "没有期间覆盖比对日", "an interval covers the as-of date", "no interval covers the as-of date"),
        ConditionKind.DuplicateWithinWindow => ("有效期内在别处领取待遇", "有效期内未见别处领取", "a benefit elsewhere within the window", "no benefit elsewhere within the window"),
        ConditionKind.AlertWithinWindow => ("有效期内有部门预警", "有效期内没有部门预警", "an alert of a department within the window", "no alert within the window"),
        ConditionKind.PersonPresentWithinWindow => ("有效期内有本人到场记录", "有效期内没有本人到场记录", "a person-present event within the window", "no person-present event within the window"),
        ConditionKind.AccountEventsFromTwoGroups => ("有效期内两个独立来源在不同日期有使用记录", "没有两个独立来源在不同日期的使用记录", "account events of two independent groups on different days", "no account events of two independent groups on different days"),
        ConditionKind.AccountEventsOnTwoDays => ("有效期内同一来源两个日期有使用记录", "同一来源没有两个日期的使用记录", "account events of one source on two days", "no source with account events on two days"),
        ConditionKind.NoSignOfLifeFor => ("较长时间既未认证也无活动", "近期有认证或活动", "neither certified nor active for long", "certified or active recently"),
        ConditionKind.NotDue => ("认证尚未到期", "认证已经到期", "the certification is not due", "the certification is due"),
        _ => throw new InvalidOperationException($"condition kind {(int)kind} has no words"),
    };
}
