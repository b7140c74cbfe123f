using SocialInsurance.Eligibility.Beneficiaries;

namespace SocialInsurance.Eligibility.Enrolment;

/// <summary>Nobody with this id is registered.</summary>
public sealed record EnrolleeUnknown(BeneficiaryId Beneficiary)
    : Refusal($"登记库中没有待遇领取人员 {Beneficiary}。", $"Beneficiary {Beneficiary} is not registered.");

/// <summary>There is no consent of this person under this id.</summary>
public sealed record ConsentMissing(BeneficiaryId Beneficiary)
    : Refusal("未取得本人对人脸信息处理的单独同意。", $"There is no face consent of {Beneficiary} under this id.");

/// <summary>The person took the consent back.</summary>
public sealed record ConsentTakenBack(BeneficiaryId Beneficiary)
    : Refusal("本人已撤回人脸信息处理的同意。", $"{Beneficiary} has withdrawn this face consent.");

/// <summary>The person agreed to another text than the one in force.</summary>
public sealed record ConsentTextOutdated(string Found, string Expected)
    : Refusal("同意书版本已更新，请重新征得同意。", $"The consent is to text version {Found}, expected {Expected}.");

/// <summary>The template does not have the size that the model makes.</summary>
public sealed record TemplateSizeWrong(int FoundBytes, int ExpectedBytes)
    : Refusal("人脸模板长度不正确。", $"The template has {FoundBytes} bytes, expected {ExpectedBytes}.");

/// <summary>There is no reference to withdraw.</summary>
public sealed record NothingEnrolled(BeneficiaryId Beneficiary)
    : Refusal("该人员没有已登记的人脸模板。", $"{Beneficiary} has no enrolled reference.");

/// <summary>The consent to a refresh is the one of the first enrolment: it must be asked for on its own.</summary>
public sealed record ConsentNotSeparate(BeneficiaryId Beneficiary)
    : Refusal("更新人脸模板须另行取得本人同意。", $"A refresh needs a consent of {Beneficiary} of its own, given after the certification.");

/// <summary>No stored certification by face stands behind the refresh.</summary>
public sealed record RefreshWithoutCertification(BeneficiaryId Beneficiary)
    : Refusal("本次未通过人脸认证，不能更新人脸模板。", $"There is no certification by face of {Beneficiary} in this session.");

/// <summary>Certified, but neither before a person nor by a very strong comparison.</summary>
public sealed record RefreshNotStrongEnough(BeneficiaryId Beneficiary)
    : Refusal("本次比对不足以更新人脸模板，可在窗口或由工作人员上门更新。", $"The certification of {Beneficiary} was neither supervised nor very strong.");

/// <summary>The session left no template, or one of another model than the reference's.</summary>
public sealed record RefreshTemplateUnusable(BeneficiaryId Beneficiary)
    : Refusal("本次画面不能作为新的人脸模板。", $"The session of {Beneficiary} left no template that can be enrolled.");
