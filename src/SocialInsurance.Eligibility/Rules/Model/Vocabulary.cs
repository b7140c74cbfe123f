namespace SocialInsurance.Eligibility.Rules;

/// <summary>What a rule may decide. No member stops a payment: only people may, after an investigation (条例 art. 26).</summary>
public enum EligibilityOutcome
{
    /// <summary>Certified silently from data.</summary>
    Certified = 1,
    /// <summary>Nothing to do: the certification falls due later.</summary>
    NotDue = 2,
    /// <summary>Data do not suffice: the person certifies by face or by the equal non-face way.</summary>
    FaceRequired = 3,
    /// <summary>A finding for a caseworker; payment goes on meanwhile.</summary>
    Review = 4,
}

/// <summary>What a caseworker will look into.</summary>
public enum FindingKind
{
    /// <summary>No finding.</summary>
    None = 0,
    /// <summary>Death records of two independent authorities whose dates agree.</summary>
    DeathCorroborated = 1,
    /// <summary>A death record of one authority.</summary>
    DeathSuspected = 2,
    /// <summary>A trusted sign of life after the death date: in favour of the living.</summary>
    DeathContradicted = 3,
    /// <summary>A death record with the person's number and another name.</summary>
    PossibleDeathLink = 4,
    /// <summary>An adverse record that may belong to the person, not yet resolved.</summary>
    OpenPossibleLink = 5,
    /// <summary>A sentence that covers the as-of date.</summary>
    CustodialSentence = 6,
    /// <summary>A benefit drawn elsewhere within the window.</summary>
    DuplicateBenefit = 7,
    /// <summary>The same number stands in the register more than once, or the same identifier with another number.</summary>
    DuplicateRegistration = 8,
    /// <summary>The number in the register cannot be compared.</summary>
    InvalidDocumentNumber = 9,
    /// <summary>A department reports an unusual movement of the person's money.</summary>
    AbnormalPayment = 10,
}

/// <summary>Colour of the risk matrix.</summary>
public enum RiskColor
{
    /// <summary>No risk seen.</summary>
    None = 0,
    /// <summary>Leaves a trace.</summary>
    Blue = 1,
    /// <summary>Warns and lowers the confidence.</summary>
    Yellow = 2,
    /// <summary>Blocks silent certification and opens a case.</summary>
    Red = 3,
}

/// <summary>How the evidence of a source is to be read.</summary>
public enum PolicySourceKind
{
    /// <summary>Death records; they never expire.</summary>
    Terminal = 1,
    /// <summary>Records with a start and an end, such as sentences.</summary>
    Interval = 2,
    /// <summary>Acts of a living person.</summary>
    Activity = 3,
    /// <summary>The same kind of benefit drawn elsewhere.</summary>
    Duplicate = 4,
    /// <summary>Alerts of a department, one colour a source, such as one card used several times in a day.</summary>
    Alert = 5,
}

/// <summary>How surely the person took part in the recorded act.</summary>
public enum PresenceClass
{
    /// <summary>The person was there and was identified.</summary>
    PersonPresent = 1,
    /// <summary>An account or card was used, perhaps by family.</summary>
    Account = 2,
    /// <summary>An office wrote a record; says nothing about life.</summary>
    Administrative = 3,
}

/// <summary>Unit of a parameter; fixes its range.</summary>
public enum ParameterUnit
{
    /// <summary>Whole days, 0..36500.</summary>
    Days = 1,
    /// <summary>Whole months, 0..120.</summary>
    Months = 2,
    /// <summary>Percent, 0..100.</summary>
    Percent = 3,
    /// <summary>Cosine similarity, -1..1.</summary>
    Similarity = 4,
    /// <summary>Probability, 0..1.</summary>
    Probability = 5,
    /// <summary>Whole frames, 1..10000.</summary>
    Frames = 6,
    /// <summary>Whole attempts, 1..10.</summary>
    Attempts = 7,
}

/// <summary>The closed list of what a rule can ask. Arguments: see <see cref="Condition"/>.</summary>
public enum ConditionKind
{
    /// <summary>Always holds; closes the list of rules.</summary>
    Otherwise = 1,
    /// <summary>The number in the register cannot be compared.</summary>
    NumberUnusable = 2,
    /// <summary>The number stands in the register more than once, or the identifier with another number.</summary>
    RegisteredMoreThanOnce = 3,
    /// <summary>An adverse record may belong to the person.</summary>
    OpenPossibleLink = 4,
    /// <summary>A terminal source has a record with the person's number and name.</summary>
    DeathRecorded = 5,
    /// <summary>Two terminal sources of different independence groups have dates at most <c>days</c> apart.</summary>
    DeathCorroborated = 6,
    /// <summary>A sign of life (person present or account) is dated after the latest death date.</summary>
    DeathContradicted = 7,
    /// <summary>A terminal source has a record with the person's number and another name.</summary>
    DeathRecordedUnderAnotherName = 8,
    /// <summary>An interval covers the as-of date, both ends included.</summary>
    IntervalCoversAsOf = 9,
    /// <summary>A duplicate source has a record inside its window.</summary>
    DuplicateWithinWindow = 10,
    /// <summary>One person-present event inside its window.</summary>
    PersonPresentWithinWindow = 11,
    /// <summary>Account events of two independence groups on different days inside their windows.</summary>
    AccountEventsFromTwoGroups = 12,
    /// <summary>Two events of one account source on different days inside its window.</summary>
    AccountEventsOnTwoDays = 13,
    /// <summary>Neither certification nor sign of life for at least <c>days</c>.</summary>
    NoSignOfLifeFor = 14,
    /// <summary>The month of the due date lies more than <c>months</c> after the as-of month.</summary>
    NotDue = 15,
    /// <summary>An alert source has a record inside its window.</summary>
    AlertWithinWindow = 16,
    /// <summary>A doubtful record is somewhat like the person: see <see cref="PersonFacts.FaintPossibleLink"/>.</summary>
    FaintPossibleLink = 17,
    /// <summary>The same, and no person-present event after its date outweighs it.</summary>
    FaintLinkUncontradicted = 18,
}
