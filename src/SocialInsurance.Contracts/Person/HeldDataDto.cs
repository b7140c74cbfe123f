namespace SocialInsurance.Contracts.Person;

/// <summary>Answer of <c>GET /api/v1/me/held</c>: what is held about the person, why, and until when.</summary>
/// <param name="TableVersion">of the table of terms in force</param>
public sealed record HeldListDto(string TableVersion, IReadOnlyList<HeldKindDto> Kinds);

/// <summary>One kind of data. <c>POST /api/v1/me/copy</c> answers all of it as a file.</summary>
/// <param name="Kind">as the table of terms spells it</param>
/// <param name="Since">the oldest; null when it has no instant</param>
/// <param name="Until">local day of its erasure where it has one of its own; else <paramref name="Term"/> says it</param>
/// <param name="Erasable">whether the person may have it erased now; what may not stays on <paramref name="Basis"/></param>
public sealed record HeldKindDto(string Kind, TextDto Text, long Count, DateTimeOffset? Since, DateOnly? Until, TextDto Term, TextDto Basis, bool Erasable);

/// <summary>Body of <c>POST /api/v1/me/erasure</c>.</summary>
/// <param name="Confirm">must be true</param>
public sealed record ErasePersonDataRequest(bool Confirm);

/// <summary>What was erased and what stays.</summary>
/// <param name="FaceEnded">the consent ended, and templates and kept pictures with it</param>
/// <param name="Contacts">records of telephone numbers</param>
/// <param name="Devices">records of device keys</param>
/// <param name="Feedback">ratings and answers to complaints</param>
/// <param name="Kept">what is still held, with its basis</param>
public sealed record ErasedPersonDataDto(bool FaceEnded, int Contacts, int Devices, int Feedback, IReadOnlyList<HeldKindDto> Kept);
