using System.Globalization;
using System.Runtime.InteropServices;
using SocialInsurance.Biometrics.Models;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.LiveSessions;
using SocialInsurance.Eligibility.ReviewFrames;

namespace SocialInsurance.Eligibility.Tests.LiveSessions;

public sealed class FaceCohortsTests : IDisposable
{
    private const int Minimum = 200;
    private static readonly DateOnly Today = new(2026, 11, 2);
    private static readonly ModelIdentity[] Models = [new(ModelTask.Template, "template", new string('a', 64))];
    private readonly Enrolled _enrolled = new();
    private readonly FaceCohorts _cohorts;

    public FaceCohortsTests() => _cohorts = new FaceCohorts(_enrolled, _enrolled, _enrolled, TimeProvider.System, TimeSpan.FromHours(8));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Group_of_enough_people_serves_its_own()
    {
        var woman = _enrolled.Add(210, "4101", woman: true, bornYear: 1950);
        _enrolled.Add(220, "4201", woman: true, bornYear: 1951);
        await _cohorts.RefreshAsync(Models, Token);

        var cohort = await _cohorts.FindAsync(woman, Today, Minimum, Token);
        Assert.Equal((210, "41|F|70"), (cohort!.Size, Assert.Single(cohort.Groups).Key));
        Assert.Equal(Enrolled.Key, cohort.KeyId.Value);
    }

    [Fact]
    public async Task Small_group_widens_to_other_regions_then_other_ages_then_everybody()
    {
        var old = _enrolled.Add(110, "4101", woman: true, bornYear: 1950);
        _enrolled.Add(110, "4201", woman: true, bornYear: 1950);
        var young = _enrolled.Add(30, "4101", woman: true, bornYear: 1975);
        var man = _enrolled.Add(30, "4101", woman: false, bornYear: 1950);
        await _cohorts.RefreshAsync(Models, Token);

        Assert.Equal(["41|F|70", "42|F|70"], (await _cohorts.FindAsync(old, Today, Minimum, Token))!.Groups.Keys);
        Assert.Equal(["41|F|0", "41|F|70", "42|F|70"], (await _cohorts.FindAsync(young, Today, Minimum, Token))!.Groups.Keys);
        Assert.Equal(280, (await _cohorts.FindAsync(man, Today, Minimum, Token))!.Size);
    }

    [Fact]
    public async Task Nobody_is_compared_beside_too_few_or_before_the_references_were_read()
    {
        var person = _enrolled.Add(Minimum + 1, "4101", woman: true, bornYear: 1950);
        Assert.Null(await _cohorts.FindAsync(person, Today, Minimum, Token));
        Assert.Null(_cohorts.Standing);

        await _cohorts.RefreshAsync(Models, Token);
        Assert.Equal(new CohortStanding(Minimum + 1, 1), _cohorts.Standing);
        Assert.Null(await _cohorts.FindAsync(person, Today, Minimum, Token));

        _enrolled.Add(1, "4101", woman: true, bornYear: 1950);
        await _cohorts.RefreshAsync(Models, Token);
        Assert.NotNull(await _cohorts.FindAsync(person, Today, Minimum, Token));
        Assert.Null(await _cohorts.FindAsync(new BeneficiaryId("nobody"), Today, Minimum, Token));
    }

    [Fact]
    public async Task Reference_whose_template_is_gone_is_left_out_and_a_fault_leaves_the_cohorts_of_before()
    {
        var person = _enrolled.Add(Minimum + 2, "4101", woman: true, bornYear: 1950);
        await _cohorts.RefreshAsync(Models, Token);
        _enrolled.Fault = new IOException("away");
        await Assert.ThrowsAsync<IOException>(() => _cohorts.RefreshAsync(Models, Token));
        Assert.NotNull(await _cohorts.FindAsync(person, Today, Minimum, Token));

        _enrolled.Fault = null;
        await _enrolled.EraseAsync(_enrolled.Newest, Token);
        Assert.Equal(Minimum + 1, (await _cohorts.RefreshAsync(Models, Token)).Members);
    }

    [Fact]
    public async Task Crowd_is_thinned_evenly()
    {
        var person = _enrolled.Add(4_100, "4101", woman: true, bornYear: 1950);
        await _cohorts.RefreshAsync(Models, Token);
        Assert.InRange((await _cohorts.FindAsync(person, Today, Minimum, Token))!.Size, 1_000, 2_000);
    }

    public void Dispose() => _enrolled.Dispose();

    /// <summary>People with random templates under key 7.</summary>
    private sealed class Enrolled : IEnrolledReferenceReader, IIdentityReader, ITemplateVault, IDisposable
    {
        internal const uint Key = 7;
        private readonly Dictionary<BeneficiaryId, Beneficiary> people = [];
        private readonly List<EnrolledReference> references = [];
        private readonly Dictionary<ReferenceId, byte[]> templates = [];
        private readonly Random random = new(3);

        internal Exception? Fault { get; set; }

        internal ReferenceId Newest => references[^1].Reference;

        public TemplateProtection Protection { get; } = new(Key, new byte[32]);

        public IReviewFrameVault ReviewFrames => throw new NotSupportedException("no frames here");

        /// <summary>The first of so many people alike.</summary>
        internal BeneficiaryId Add(int count, string division, bool woman, int bornYear)
        {
            var first = people.Count;
            for (var number = first; number < first + count; number++)
            {
                var id = new BeneficiaryId(string.Create(CultureInfo.InvariantCulture, $"P{number:D6}"));
                people.Add(id, new Beneficiary(id, Number(division, bornYear, number, woman), new PersonName("试验者"), new DateOnly(bornYear, 1, 1), division + "01", Today, null));
                var reference = new ReferenceId(new Guid(number, 0, 0, new byte[8]));
                references.Add(new(reference, id));
                templates.Add(reference, MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, 512).Select(_ => random.NextSingle() - 0.5f)]).ToArray());
            }

            return references[first].Beneficiary;
        }

        public Task<IReadOnlyList<EnrolledReference>> SampleAsync(Sha256Digest model, int limit, CancellationToken cancellationToken) =>
            Fault is null ? Task.FromResult<IReadOnlyList<EnrolledReference>>(references) : throw Fault;

        public Task<Beneficiary?> FindAsync(BeneficiaryId id, CancellationToken cancellationToken) => Task.FromResult(people.GetValueOrDefault(id));

        public Task<IReadOnlyDictionary<BeneficiaryId, Beneficiary>> FindManyAsync(IReadOnlyCollection<BeneficiaryId> ids, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<BeneficiaryId, Beneficiary>>(ids.ToDictionary(id => id, id => people[id]));

        public Task<byte[]?> ReadAsync(ReferenceId reference, uint keyId, CancellationToken cancellationToken)
        {
            Assert.Equal(Key, keyId);
            return Task.FromResult(templates.GetValueOrDefault(reference)?.ToArray());
        }

        public Task EraseAsync(ReferenceId reference, CancellationToken cancellationToken)
        {
            templates.Remove(reference);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<Beneficiary>> FindByDocumentAsync(DocumentNumber document, CancellationToken cancellationToken) => throw new NotSupportedException("nobody asks");

        public Task StoreAsync(ReferenceId reference, ProtectedTemplate template, CancellationToken cancellationToken) => throw new NotSupportedException("nobody stores");

        public Task<long> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException("nobody counts");

        public void Dispose() => Protection.Dispose();

        /// <summary>A citizen number with its check character (GB 11643); odd sequences are men's.</summary>
        private static DocumentNumber Number(string division, int year, int number, bool woman)
        {
            var sequence = (number % 499 * 2) + (woman ? 0 : 1);
            var first = string.Create(CultureInfo.InvariantCulture, $"{division}01{year:D4}0101{sequence:D3}");
            int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            return DocumentNumber.From(first + "10X98765432"[first.Select((digit, index) => (digit - '0') * weights[index]).Sum() % 11]);
        }
    }
}
