using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Contracts.Auditing;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Feedback;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Contracts.Notices;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Contracts.Staff;
using SocialInsurance.Contracts.Supervision;
using SocialInsurance.Contracts.Transparency;

namespace SocialInsurance.Contracts;

/// <summary>JSON form of the contracts: camelCase members, outcomes by name, colours and states in camelCase. Thread-safe.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(OutcomeConverter), typeof(RiskColourConverter), typeof(AuditStateConverter), typeof(ServingStateConverter), typeof(FacesHealthConverter), typeof(ReadyStateConverter), typeof(SharedStateConverter), typeof(ClaimRoleConverter), typeof(StandingStateConverter), typeof(CaseStateConverter), typeof(SlaStateConverter), typeof(BenefitMeasureConverter), typeof(BenefitStateConverter)])]
[JsonSerializable(typeof(OverviewDto))]
[JsonSerializable(typeof(ProblemDto))]
[JsonSerializable(typeof(HealthDto))]
[JsonSerializable(typeof(ReadinessDto))]
[JsonSerializable(typeof(OpenClaimRequest))]
[JsonSerializable(typeof(ClaimOpenedDto))]
[JsonSerializable(typeof(ProveClaimRequest))]
[JsonSerializable(typeof(RegisterDeviceRequest))]
[JsonSerializable(typeof(DeviceRegisteredDto))]
[JsonSerializable(typeof(PersonStatusDto))]
[JsonSerializable(typeof(ConsentTextDto))]
[JsonSerializable(typeof(GiveConsentRequest))]
[JsonSerializable(typeof(RequestAppointmentRequest))]
[JsonSerializable(typeof(AppointmentDto))]
[JsonSerializable(typeof(AddRepresentedRequest))]
[JsonSerializable(typeof(RepresentedListDto))]
[JsonSerializable(typeof(AccessListDto))]
[JsonSerializable(typeof(HeldListDto))]
[JsonSerializable(typeof(ErasePersonDataRequest))]
[JsonSerializable(typeof(ErasedPersonDataDto))]
[JsonSerializable(typeof(OpenSessionRequest))]
[JsonSerializable(typeof(SessionOpenedDto))]
[JsonSerializable(typeof(WaitDto))]
[JsonSerializable(typeof(SocketCommandDto))]
[JsonSerializable(typeof(SocketMessageDto))]
[JsonSerializable(typeof(SessionResultDto))]
[JsonSerializable(typeof(ReceiptDto))]
[JsonSerializable(typeof(VerifyReceiptRequest))]
[JsonSerializable(typeof(ReceiptVerdictDto))]
[JsonSerializable(typeof(ReceiptKeysDto))]
[JsonSerializable(typeof(RevokeReceiptRequest))]
[JsonSerializable(typeof(AuditConsistencyDto))]
[JsonSerializable(typeof(OutboxDto))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(StaffAccountDto))]
[JsonSerializable(typeof(CreateStaffAccountRequest))]
[JsonSerializable(typeof(StaffAccountCreatedDto))]
[JsonSerializable(typeof(StaffAccountListDto))]
[JsonSerializable(typeof(DeclareRelativeRequest))]
[JsonSerializable(typeof(WithdrawRelativeRequest))]
[JsonSerializable(typeof(DeclaredRelativeListDto))]
[JsonSerializable(typeof(ColleagueListDto))]
[JsonSerializable(typeof(FactorCodeRequest))]
[JsonSerializable(typeof(FactorSetUpDto))]
[JsonSerializable(typeof(RecoveryCodesDto))]
[JsonSerializable(typeof(StaffSecurityDto))]
[JsonSerializable(typeof(FactorResetDto))]
[JsonSerializable(typeof(CounterCodeRequest))]
[JsonSerializable(typeof(CounterCodeDto))]
[JsonSerializable(typeof(FindPeopleRequest))]
[JsonSerializable(typeof(FoundPeopleDto))]
[JsonSerializable(typeof(ConfirmAliveRequest))]
[JsonSerializable(typeof(ConfirmedAliveDto))]
[JsonSerializable(typeof(StaffAppointmentListDto))]
[JsonSerializable(typeof(CaseQueueDto))]
[JsonSerializable(typeof(CaseCountsDto))]
[JsonSerializable(typeof(AssignCasesRequest))]
[JsonSerializable(typeof(CasesAssignedDto))]
[JsonSerializable(typeof(CaseFileDto))]
[JsonSerializable(typeof(RevealIdentityRequest))]
[JsonSerializable(typeof(RevealedIdentityDto))]
[JsonSerializable(typeof(CorrectionLetterDto))]
[JsonSerializable(typeof(AssignCaseRequest))]
[JsonSerializable(typeof(AddCaseEvidenceRequest))]
[JsonSerializable(typeof(RecordContactRequest))]
[JsonSerializable(typeof(RecordInvestigationRequest))]
[JsonSerializable(typeof(PauseCaseRequest))]
[JsonSerializable(typeof(CaseStepRequest))]
[JsonSerializable(typeof(NoteCaseRequest))]
[JsonSerializable(typeof(ProposeMeasureRequest))]
[JsonSerializable(typeof(ReasonedStepRequest))]
[JsonSerializable(typeof(ResumeBenefitRequest))]
[JsonSerializable(typeof(SendDoubtNoticeRequest))]
[JsonSerializable(typeof(ReviewRulesDto))]
[JsonSerializable(typeof(CloseCaseRequest))]
[JsonSerializable(typeof(JoinCaseRequest))]
[JsonSerializable(typeof(ConfirmCaseAliveRequest))]
[JsonSerializable(typeof(AppealRequest))]
[JsonSerializable(typeof(AppealOpenedDto))]
[JsonSerializable(typeof(AliveClaimRequest))]
[JsonSerializable(typeof(AliveClaimOpenedDto))]
[JsonSerializable(typeof(BlindReviewListDto))]
[JsonSerializable(typeof(JudgeBlindRequest))]
[JsonSerializable(typeof(SupervisionDto))]
[JsonSerializable(typeof(ReleaseFeedRequest))]
[JsonSerializable(typeof(RecountDto))]
[JsonSerializable(typeof(StaffReadListDto))]
[JsonSerializable(typeof(VisitListDto))]
[JsonSerializable(typeof(TransparencyDto))]
[JsonSerializable(typeof(FeedbackRequest))]
[JsonSerializable(typeof(ComplaintListDto))]
[JsonSerializable(typeof(CaseProblemDto))]
public sealed partial class ContractsJson : JsonSerializerContext;

internal sealed class OutcomeConverter() : JsonStringEnumConverter<Outcome>(namingPolicy: null, allowIntegerValues: false);

internal sealed class RiskColourConverter() : JsonStringEnumConverter<RiskColour>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class AuditStateConverter() : JsonStringEnumConverter<AuditState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class ServingStateConverter() : JsonStringEnumConverter<ServingState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class ReadyStateConverter() : JsonStringEnumConverter<ReadyState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class SharedStateConverter() : JsonStringEnumConverter<SharedState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class FacesHealthConverter() : JsonStringEnumConverter<FacesHealth>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class ClaimRoleConverter() : JsonStringEnumConverter<ClaimRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class StandingStateConverter() : JsonStringEnumConverter<StandingState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class CaseStateConverter() : JsonStringEnumConverter<CaseState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class SlaStateConverter() : JsonStringEnumConverter<SlaState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class BenefitMeasureConverter() : JsonStringEnumConverter<BenefitMeasure>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class BenefitStateConverter() : JsonStringEnumConverter<BenefitState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
