using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Eligibility;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Claims;
using SocialInsurance.Eligibility.Enrolment;
using SocialInsurance.Eligibility.ShortLived;

namespace SocialInsurance.Service.Tests.Person;

public sealed class PersonPrivacyTests
{
    private const string Phone = "13900000001";
    private const string HelperPhone = "13700000001";
    private static readonly string Number = PersonPlatform.CitizenNumber(81);
    private static readonly string HelperNumber = PersonPlatform.CitizenNumber(82);

    [Fact]
    public async Task Database_on_disk_holds_no_number_no_name_and_no_telephone_in_the_clear()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await WalkAsync(platform);
        var folder = platform.DataFolder;
        foreach (var file in Directory.EnumerateFiles(folder, "eligibility.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, PersonPlatform.Token);
            foreach (var secret in new[] { Number, HelperNumber, "张小明", "李小红", Phone, HelperPhone })
            {
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{Path.GetFileName(file)} holds a secret of {secret.Length} characters");
            }
        }
    }

    [Fact]
    public async Task Log_of_the_whole_walk_is_whole()
    {
        await using var platform = await PersonPlatform.StartAsync();
        await WalkAsync(platform);

        Assert.True((await platform.Storage.AuditLog.VerifyAsync(PersonPlatform.Token)).Ok);
    }

    [Fact]
    public async Task Short_lived_store_shows_neither_what_was_typed_nor_a_token_that_lets_in()
    {
        WatchedStore? watched = null;
        await using var platform = await PersonPlatform.StartAsync(clock => watched = new WatchedStore(clock));
        var secrets = await WalkAsync(platform);

        Assert.NotEmpty(watched!.Seen);
        Assert.All(watched.Seen, seen => Assert.DoesNotContain(secrets, secret => seen.Contains(secret, StringComparison.Ordinal)));
    }

    /// <summary>Everything a person and a helper do, and a fault; what must not be found afterwards.</summary>
    internal static async Task<List<string>> WalkAsync(PersonPlatform platform)
    {
        await platform.RegisterAsync("B1", Number, "张小明", Phone);
        var registered = await platform.Storage.Identities.FindAsync(new BeneficiaryId("B1"), PersonPlatform.Token);
        var counter = await platform.Service.App.Services.GetRequiredService<IssueCounterCode>().ExecuteAsync(registered!, new CaseworkerId("clerk"), PersonPlatform.Token);
        var (person, helper) = (platform.NewPage(), platform.NewPage());
        await person.SignInAsync(Number, "张小明", Phone);
        (await person.GiveConsentAsync(FaceConsentText.CurrentVersion)).Dispose();
        await helper.SignInAsHelperAsync(HelperNumber, "李小红", HelperPhone);
        (await helper.AddRepresentedAsync(Number, "张小民")).Dispose();
        using var added = await helper.AddRepresentedAsync(Number, "张小明");
        var link = (await PersonPage.ReadAsync(added, HttpStatusCode.Created, ContractsJson.Default.RepresentedListDto)).People[0].LinkId;
        (await helper.SelectAsync(link)).Dispose();
        (await helper.RequestAppointmentAsync("window", null, "key-00000001")).Dispose();
        (await person.GetAsync("/api/v1/me/accesses")).Dispose();
        (await person.SendRawAsync(HttpMethod.Post, "/api/v1/claims", $"{{\"documentNumber\":\"{Number}\"", "application/json")).Dispose();
        platform.Clock.Now += TimeSpan.FromSeconds(61);
        platform.Phones.Fault = new IOException($"gateway refused {Phone}");
        await person.OpenedAsync(new OpenClaimRequest(Number, "张小明"));
        while (!platform.Service.Logs.Lines.Any(line => line.StartsWith("5010 ", StringComparison.Ordinal)))
        {
            await Task.Delay(5, PersonPlatform.Token);
        }

        var at = platform.Service.Addresses.Http;
        string[] cookies = [person.Cookies.GetCookies(at)["sicert-claim"]!.Value, helper.Cookies.GetCookies(at)["sicert-claim"]!.Value];
        return [counter.Code!, Number, HelperNumber, "张小明", "李小红", "张小民", Phone, HelperPhone, await platform.Phones.CodeAsync(Phone), await platform.Phones.CodeAsync(HelperPhone), .. cookies];
    }

    /// <summary>Notes every key and value, as whoever copies the store would see them.</summary>
    private sealed class WatchedStore(TimeProvider time) : IShortLivedStore
    {
        private readonly Storage.ShortLived.MemoryShortLivedStore inner = new(time);

        public List<string> Seen { get; } = [];

        public bool IsShared => false;

        public Task<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            Note(key, value);
            return inner.TryAddAsync(key, value, lifetime, cancellationToken);
        }

        public Task<byte[]?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

        public Task<byte[]?> TakeAsync(string key, CancellationToken cancellationToken) => inner.TakeAsync(key, cancellationToken);

        public Task<bool> ReplaceAsync(string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            Note(key, value);
            return inner.ReplaceAsync(key, expected, value, lifetime, cancellationToken);
        }

        public Task RemoveAsync(string key, CancellationToken cancellationToken) => inner.RemoveAsync(key, cancellationToken);

        public Task<long> CountAsync(string key, TimeSpan window, CancellationToken cancellationToken)
        {
            Note(key, default);
            return inner.CountAsync(key, window, cancellationToken);
        }

        private void Note(string key, ReadOnlyMemory<byte> value)
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(key), 1, 128);
            Assert.True(Ascii.IsValid(key));
            lock (Seen)
            {
                Seen.Add($"{key} {Encoding.UTF8.GetString(value.Span)}");
            }
        }
    }
}
