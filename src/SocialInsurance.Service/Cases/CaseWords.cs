using System.Text.Json;
using SocialInsurance.Eligibility.Benefits;
using SocialInsurance.Eligibility.Cases;
using BenefitMeasureDto = SocialInsurance.Contracts.Cases.BenefitMeasure;
using BenefitStateDto = SocialInsurance.Contracts.Cases.BenefitState;
using CaseStateDto = SocialInsurance.Contracts.Cases.CaseState;

namespace SocialInsurance.Service.Cases;

/// <summary>Stable words of the contract for the domain's values, and back. Words are camelCase; anything else is not read.</summary>
internal static class CaseWords
{
    internal static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>Null when the word names no value.</summary>
    internal static T? Read<T>(string? word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
            {
                return value;
            }
        }

        return null;
    }

    internal static CaseStateDto Dto(this CaseState state) => state switch
    {
        CaseState.Opened => CaseStateDto.Opened,
        CaseState.Assigned => CaseStateDto.Assigned,
        CaseState.Waiting => CaseStateDto.Waiting,
        CaseState.Proposed => CaseStateDto.Proposed,
        CaseState.Closed => CaseStateDto.Closed,
    };

    internal static Contracts.Overview.RiskColour Dto(this Eligibility.Cases.RiskColour colour) => colour switch
    {
        Eligibility.Cases.RiskColour.Blue => Contracts.Overview.RiskColour.Blue,
        Eligibility.Cases.RiskColour.Yellow => Contracts.Overview.RiskColour.Yellow,
        Eligibility.Cases.RiskColour.Red => Contracts.Overview.RiskColour.Red,
    };

    internal static BenefitMeasureDto Dto(this BenefitMeasure measure) => measure switch
    {
        BenefitMeasure.Suspend => BenefitMeasureDto.Suspend,
        BenefitMeasure.Terminate => BenefitMeasureDto.Terminate,
        BenefitMeasure.Resume => BenefitMeasureDto.Resume,
    };

    internal static BenefitMeasure Domain(this BenefitMeasureDto measure) => measure switch
    {
        BenefitMeasureDto.Suspend => BenefitMeasure.Suspend,
        BenefitMeasureDto.Terminate => BenefitMeasure.Terminate,
        BenefitMeasureDto.Resume => BenefitMeasure.Resume,
    };

    internal static BenefitStateDto Dto(this BenefitState state) => state switch
    {
        BenefitState.InPayment => BenefitStateDto.InPayment,
        BenefitState.Suspended => BenefitStateDto.Suspended,
        BenefitState.Terminated => BenefitStateDto.Terminated,
    };
}
