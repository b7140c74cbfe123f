using System.Net;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Eligibility.Staff;
using SocialInsurance.Service.Tests.Cases;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests.Pair;

/// <summary>A caseworker's next list is asked for at a place in history after the own write; nobody else's is.</summary>
public sealed class OwnWriteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_after_an_own_write_demands_its_place_and_others_demand_none()
    {
        var freshness = new RecordedFreshness();
        await using var platform = await RunningPlatform.StartAsync(ports: ports => ports with { Freshness = freshness, Cases = new ListenedCases(ports.Cases!, freshness) });
        var id = await CaseSamples.OpenAsync(platform, 1);
        using var clerk = await platform.SignInAsync("clerk", StaffRoles.Caseworker, "9901");
        using var other = await platform.SignInAsync("other", StaffRoles.Caseworker, "9901");
        await ListAsync(clerk);
        Assert.Equal([null], freshness.Seen);

        var path = $"/api/v1/staff/cases/{id}/notes";
        using (var refused = await RunningPlatform.SendAsync(clerk, HttpMethod.Post, path, new NoteCaseRequest(99, "too late"), ContractsJson.Default.NoteCaseRequest))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }

        await ListAsync(clerk);
        using (var written = await RunningPlatform.SendAsync(clerk, HttpMethod.Post, path, new NoteCaseRequest(1, "noted"), ContractsJson.Default.NoteCaseRequest))
        {
            Assert.True(written.IsSuccessStatusCode, await written.Content.ReadAsStringAsync(Token));
        }

        await ListAsync(clerk);
        await ListAsync(other);
        Assert.Equal([null, null, "A1", null], freshness.Seen);
    }

    private static async Task ListAsync(HttpClient client)
    {
        using var listed = await client.GetAsync("/api/v1/staff/cases", Token);
        Assert.Equal(HttpStatusCode.OK, listed.StatusCode);
    }

    private sealed class RecordedFreshness : IReadFreshness
    {
        private readonly AsyncLocal<string?> demanded = new();
        private int writes;

        public List<string?> Seen { get; } = [];

        public ReplicaStanding Standing => new(true, TimeSpan.Zero, 0, 0);

        public Task<string> ReadPositionAsync(CancellationToken cancellationToken) => Task.FromResult($"A{Interlocked.Increment(ref writes)}");

        public void Demand(string position) => demanded.Value = position;

        public void Note() => Seen.Add(demanded.Value);
    }

    private sealed class ListenedCases(ICaseReader inner, RecordedFreshness freshness) : ICaseReader
    {
        public Task<CaseWindow> ListAsync(CaseFilter filter, CancellationToken cancellationToken)
        {
            freshness.Note();
            return inner.ListAsync(filter, cancellationToken);
        }

        public Task<CaseCounts> CountAsync(string division, CaseworkerId account, DateTimeOffset now, DateTimeOffset endOfDay, CancellationToken cancellationToken) =>
            inner.CountAsync(division, account, now, endOfDay, cancellationToken);

        public Task<ReviewCase?> FindAsync(CaseId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

        public Task<CaseRow?> FindRowAsync(CaseId id, CancellationToken cancellationToken) => inner.FindRowAsync(id, cancellationToken);

        public Task<IReadOnlyList<CaseRow>> ListOfAsync(BeneficiaryId beneficiary, CancellationToken cancellationToken) => inner.ListOfAsync(beneficiary, cancellationToken);

        public Task<IReadOnlyList<ReviewCase>> ListBlindAsync(CaseworkerId account, string division, int limit, CancellationToken cancellationToken) =>
            inner.ListBlindAsync(account, division, limit, cancellationToken);

        public Task<IReadOnlyList<Eligibility.Review.BlindReview>> ListJudgedAsync(DateTimeOffset from, DateTimeOffset until, string division, CancellationToken cancellationToken) =>
            inner.ListJudgedAsync(from, until, division, cancellationToken);

        public Task<IReadOnlyList<CaseId>> ListDueAsync(DateTimeOffset now, DateOnly today, int limit, CancellationToken cancellationToken) => inner.ListDueAsync(now, today, limit, cancellationToken);
    }
}
