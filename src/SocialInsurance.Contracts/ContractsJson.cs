using System.Text.Json;
using System.Text.Json.Serialization;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Health;
using SocialInsurance.Contracts.Notices;
using SocialInsurance.Contracts.Overview;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Problems;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Contracts.Sessions;
using SocialInsurance.Contracts.Staff;

namespace SocialInsurance.Contracts;

/// <summary>JSON form of the contracts: camelCase members, outcomes by name, colours and states in camelCase. Thread-safe.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(OutcomeConverter), typeof(RiskColourConverter), typeof(ServingStateConverter), typeof(ClaimRoleConverter), typeof(StandingStateConverter)])]
[JsonSerializable(typeof(OverviewDto))]
[JsonSerializable(typeof(ProblemDto))]
[JsonSerializable(typeof(HealthDto))]
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
[JsonSerializable(typeof(OutboxDto))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(StaffAccountDto))]
[JsonSerializable(typeof(CreateStaffAccountRequest))]
[JsonSerializable(typeof(StaffAccountCreatedDto))]
[JsonSerializable(typeof(StaffAccountListDto))]
[JsonSerializable(typeof(FindPeopleRequest))]
[JsonSerializable(typeof(FoundPeopleDto))]
[JsonSerializable(typeof(ConfirmAliveRequest))]
[JsonSerializable(typeof(ConfirmedAliveDto))]
[JsonSerializable(typeof(StaffAppointmentListDto))]
public sealed partial class ContractsJson : JsonSerializerContext;

internal sealed class OutcomeConverter() : JsonStringEnumConverter<Outcome>(namingPolicy: null, allowIntegerValues: false);

internal sealed class RiskColourConverter() : JsonStringEnumConverter<RiskColour>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class ServingStateConverter() : JsonStringEnumConverter<ServingState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class ClaimRoleConverter() : JsonStringEnumConverter<ClaimRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

internal sealed class StandingStateConverter() : JsonStringEnumConverter<StandingState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
