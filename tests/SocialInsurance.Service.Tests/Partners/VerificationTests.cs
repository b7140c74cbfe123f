using SocialInsurance.Contracts.Grpc.V1;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Partners;
using SocialInsurance.Service.Tests.Grpc;
using State = SocialInsurance.Contracts.Grpc.V1.GetStatusResponse.Types.State;

namespace SocialInsurance.Service.Tests.Partners;

public sealed class VerificationTests
{
    private const string Path = "/socialinsurance.v1.Verification/GetStatus";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PartnerService.Certified, "", State.Certified)]
    [InlineData(PartnerService.Certified, PartnerService.Name, State.Certified)]
    [InlineData(PartnerService.Certified, "别的名字", State.NotConfirmed)]
    [InlineData(PartnerService.Due, "", State.NotConfirmed)]
    [InlineData(PartnerService.Nobody, "", State.NotConfirmed)]
    public async Task Question_is_answered_by_the_certification_in_force(string document, string name, State expected)
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync();

        var ended = await AskAsync(service, key, Question(document) with { Name = name });

        Assert.Equal(0, ended.Status);
        var answer = ended.Read(GetStatusResponse.Parser);
        Assert.Equal((expected, "2026-11-02"), (answer.State, answer.AsOf));
        Assert.True(Guid.TryParse(answer.QueryId, out _));
    }

    [Fact]
    public async Task Certification_ends_with_its_local_day()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync();
        // 2027-04-30 23:59 and 2027-05-01 00:00, local
        service.Clock.Now = new DateTimeOffset(2027, 4, 30, 15, 59, 0, TimeSpan.Zero);
        Assert.Equal(State.Certified, (await AskAsync(service, key, Question())).Read(GetStatusResponse.Parser).State);
        service.Clock.Now = service.Clock.Now.AddMinutes(1);
        Assert.Equal(State.NotConfirmed, (await AskAsync(service, key, Question())).Read(GetStatusResponse.Parser).State);
    }

    [Fact]
    public async Task Answer_about_somebody_unknown_has_the_same_shape_as_about_somebody_due()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync();

        var due = await AskAsync(service, key, Question(PartnerService.Due));
        var nobody = await AskAsync(service, key, Question(PartnerService.Nobody));

        Assert.Equal(due.Body.Length, nobody.Body.Length);
        Assert.Equal((due.Status, due.Message, due.Reason), (nobody.Status, nobody.Message, nobody.Reason));
    }

    [Fact]
    public async Task Question_is_kept_audited_and_shown_to_the_person()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync(name: "示例银行");
        var before = (await service.Storage.AuditLog.ReadHeadAsync(Token)).Size;

        await AskAsync(service, key, Question() with { Purpose = "发放养老金核对", Consent = "contract-7" });
        await AskAsync(service, key, Question(PartnerService.Nobody));

        var access = Assert.Single(await service.Storage.PartnerAccesses.ListAsync(new BeneficiaryId("B1"), Token));
        Assert.Equal(new PartnerAccess("示例银行", "发放养老金核对", "contract-7", PartnerAnswer.Certified, service.Clock.Now), access);
        Assert.Empty(await service.Storage.PartnerAccesses.ListAsync(new BeneficiaryId("B2"), Token));
        var verdict = await service.Storage.AuditLog.VerifyAsync(Token);
        Assert.True(verdict.Ok);
        Assert.Equal(before + 2, verdict.Size);
    }

    [Theory]
    [InlineData("", "c-1", PartnerService.Certified, "PURPOSE_INVALID")]
    [InlineData("   ", "c-1", PartnerService.Certified, "PURPOSE_INVALID")]
    [InlineData("line\nbreak", "c-1", PartnerService.Certified, "PURPOSE_INVALID")]
    [InlineData("p", "", PartnerService.Certified, "CONSENT_REFERENCE_INVALID")]
    [InlineData("p", "同意", PartnerService.Certified, "CONSENT_REFERENCE_INVALID")]
    [InlineData("p", "c-1", "", "DOCUMENT_INVALID")]
    [InlineData("p", "c-1", "'; DROP TABLE beneficiary; -- padded to more than 32", "DOCUMENT_INVALID")]
    public async Task Question_malformed_is_refused_with_its_reason_and_not_counted(string purpose, string consent, string document, string reason)
    {
        await using var service = await PartnerService.StartAsync();
        var (partner, key) = await service.AddAsync();

        var ended = await AskAsync(service, key, new Asked(document, purpose, consent));

        Assert.Equal((3, reason), (ended.Status, ended.Reason));
        Assert.Empty(ended.Body);
        Assert.Equal(0, await service.Storage.Partners.ReadUsedAsync(partner.Id, new DateOnly(2026, 11, 2), Token));
    }

    [Fact]
    public async Task Purpose_that_is_a_program_is_kept_as_text()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync();
        const string Attack = "'); DELETE FROM audit_entry; --<script>alert(1)</script>";

        Assert.Equal(0, (await AskAsync(service, key, Question() with { Purpose = Attack })).Status);

        Assert.Equal(Attack, Assert.Single(await service.Storage.PartnerAccesses.ListAsync(new BeneficiaryId("B1"), Token)).Purpose);
        Assert.True((await service.Storage.AuditLog.VerifyAsync(Token)).Ok);
    }

    [Fact]
    public async Task Quota_used_up_is_told_with_the_time_to_wait_until_the_next_local_day()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync(quota: 2);
        Assert.Equal(0, (await AskAsync(service, key, Question())).Status);
        Assert.Equal(0, (await AskAsync(service, key, Question(PartnerService.Nobody))).Status);

        var ended = await AskAsync(service, key, Question());

        Assert.Equal((8, "QUOTA_EXHAUSTED", TimeSpan.FromHours(15)), (ended.Status, ended.Reason, ended.RetryAfter));
        Assert.Single(await service.Storage.PartnerAccesses.ListAsync(new BeneficiaryId("B1"), Token));
        service.Clock.Now += ended.RetryAfter!.Value;
        Assert.Equal(0, (await AskAsync(service, key, Question())).Status);
    }

    [Fact]
    public async Task Questions_at_the_same_time_never_pass_the_quota()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync(quota: 10);

        var ended = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => AskAsync(service, key, Question())));

        Assert.Equal(10, ended.Count(one => one.Status == 0));
        Assert.Equal(20, ended.Count(one => one.Status == 8));
        Assert.Equal(10, (await service.Storage.PartnerAccesses.ListAsync(new BeneficiaryId("B1"), Token)).Count);
    }

    [Fact]
    public async Task Nothing_that_was_asked_is_in_the_log()
    {
        await using var service = await PartnerService.StartAsync();
        var (_, key) = await service.AddAsync();

        await AskAsync(service, key, Question() with { Name = PartnerService.Name, Purpose = "秘密目的" });
        await AskAsync(service, key + "x", Question());

        foreach (var secret in new[] { PartnerService.Certified, PartnerService.Name, "秘密目的", key[^20..] })
        {
            Assert.DoesNotContain(service.Running.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static Asked Question(string document = PartnerService.Certified) => new(document, "核对", "c-1");

    private static Task<Ended> AskAsync(PartnerService service, string key, Asked asked) => service.Running.CallAsync(
        Path,
        GrpcCalls.Frame(new GetStatusRequest { DocumentNumber = asked.Document, Purpose = asked.Purpose, ConsentReference = asked.Consent, Name = asked.Name }),
        GrpcCalls.Key(key));

    private sealed record Asked(string Document, string Purpose, string Consent, string Name = "");
}
