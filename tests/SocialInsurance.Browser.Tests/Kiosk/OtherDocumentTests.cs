using System.Text.RegularExpressions;
using SocialInsurance.Eligibility.Beneficiaries;
using SocialInsurance.Eligibility.Contacts;
using SocialInsurance.Service.Tests.Platform;
using static Microsoft.Playwright.Assertions;

namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>Residents of Hong Kong, Macau, Taiwan and abroad say who they are on the page, with their own documents, before a real host.</summary>
public sealed partial class OtherDocumentTests(CameraBrowser camera)
{
    [Theory]
    [InlineData("H12345678", "陳大文", "h1234 5678", "陈 大文")]
    [InlineData("M12345678", "何厚", "M1234567801", "何厚")]
    [InlineData("01234567", "林志明", "0123456702", "林志明")]
    [InlineData("USA110100000018", "JOHN SMITH", "USA1101 0000 0018", "Smith John")]
    [InlineData("AB1234567", "MARIA GARCIA LOPEZ", "ab1234567", "García López Maria")]
    public async Task Resident_of_another_place_is_recognised_by_the_own_document(string registered, string name, string typed, string typedName)
    {
        await using var service = await RegisteredService.StartAsync(registered, name);
        await using var test = await KioskUnderTest.OpenAsync(service, await camera.OpenAsync(new Device()));

        await test.ClickAsync("self");
        await test.Page.GetByText("证件号里有字母").ClickAsync();
        await test.Page.Keyboard.TypeAsync(typed);
        await test.Page.GetByTestId("name").FillAsync(typedName);
        await test.ClickAsync("next");
        await test.BeOnAsync("code");
        await test.TypeOnPadAsync(await service.NewestCodeAsync());

        await test.BeOnAsync("standing");
        await Expect(test.Page.Locator("main")).ToContainTextAsync("*");
        await BrowserFixture.SaveAsync(test.Page, $"kiosk-document-{registered}-390-light");
        Assert.Empty(test.Complaints);
    }

    /// <summary>A real host that knows one person, with a telephone abroad.</summary>
    private sealed partial class RegisteredService(RunningPlatform platform, string number, string name) : IRetireeService
    {
        private const string Phone = "+85291234567";

        public Uri Address => platform.Address;

        public (string Number, string Name) DuePerson => (number, name);

        internal static async Task<RegisteredService> StartAsync(string number, string name)
        {
            var platform = await RunningPlatform.StartAsync(person: one => one == 1
                ? RunningPlatform.Person(1) with { Document = DocumentNumber.From(number), Name = new PersonName(name) }
                : RunningPlatform.Person(one) with { Document = DocumentNumber.From($"E{one:D8}") });
            await new RecordContact(platform.Storage.Store, platform.Clock)
                .ExecuteAsync(RunningPlatform.Id(1), PhoneNumber.From(Phone), ContactSource.Import, null, RunningPlatform.Token);
            return new RegisteredService(platform, number, name);
        }

        public async Task<string> NewestCodeAsync()
        {
            for (var patience = 0; patience < 1_000; patience++)
            {
                if (platform.Outbox.List().FirstOrDefault(message => message.Text.Contains("验证码", StringComparison.Ordinal)) is { } message)
                {
                    return Code().Match(message.Text).Value;
                }

                await Task.Delay(20, RunningPlatform.Token);
            }

            throw new InvalidOperationException("no code was sent");
        }

        public ValueTask DisposeAsync() => platform.DisposeAsync();

        [GeneratedRegex("[0-9]{6}")]
        private static partial Regex Code();
    }
}
