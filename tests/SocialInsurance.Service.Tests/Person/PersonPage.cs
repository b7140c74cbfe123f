using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Claims;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Contracts.Problems;

namespace SocialInsurance.Service.Tests.Person;

/// <summary>What a page does: JSON, the header of writes, cookies of its own.</summary>
public sealed class PersonPage : IDisposable
{
    private readonly PersonPlatform platform;
    private readonly HttpClient http;

    public PersonPage(PersonPlatform platform)
    {
        this.platform = platform;
        http = new HttpClient(new HttpClientHandler { CookieContainer = Cookies }) { BaseAddress = platform.Service.Addresses.Http };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Speaks from this address from now on, where the host is told of a gateway that states it.</summary>
    public PersonPage From(string address)
    {
        http.DefaultRequestHeaders.Remove(AddressHeader);
        http.DefaultRequestHeaders.Add(AddressHeader, address);
        return this;
    }

    public const string AddressHeader = "X-Real-IP";

    public HttpClient Http => http;

    private static CancellationToken Token => PersonPlatform.Token;

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(path, Token);

    /// <summary>A write as our own pages send it.</summary>
    public Task<HttpResponseMessage> SendAsync<T>(HttpMethod method, string path, T? body, JsonTypeInfo<T>? type, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, type!) };
        request.Headers.Add("X-Sicert", "1");
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return http.SendAsync(request, Token);
    }

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync<string>(HttpMethod.Delete, path, null, null);

    public Task<HttpResponseMessage> OpenAsync(OpenClaimRequest request) =>
        http.PostAsJsonAsync("/api/v1/claims", request, ContractsJson.Default.OpenClaimRequest, Token);

    public async Task<ClaimOpenedDto> OpenedAsync(OpenClaimRequest request)
    {
        using var response = await OpenAsync(request);
        return await ReadAsync(response, HttpStatusCode.Accepted, ContractsJson.Default.ClaimOpenedDto);
    }

    public Task<HttpResponseMessage> ProveAsync(string claimId, ProveClaimRequest proof) =>
        http.PostAsJsonAsync($"/api/v1/claims/{claimId}/proof", proof, ContractsJson.Default.ProveClaimRequest, Token);

    /// <summary>Signs in by code; the answer is the status.</summary>
    public async Task<PersonStatusDto> SignInAsync(string document, string name, string phone)
    {
        var sent = platform.Phones.Messages.Count(message => message.Address == phone);
        var claim = await OpenedAsync(new OpenClaimRequest(document, name));
        using var response = await ProveAsync(claim.ClaimId, new ProveClaimRequest(await platform.Phones.CodeAsync(phone, sent + 1)));
        return await ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.PersonStatusDto);
    }

    /// <summary>Signs in as a helper; the answer lists those for whom the helper acts.</summary>
    public async Task<RepresentedListDto> SignInAsHelperAsync(string document, string name, string phone)
    {
        var sent = platform.Phones.Messages.Count(message => message.Address == phone);
        var claim = await OpenedAsync(new OpenClaimRequest(document, name, ClaimRole.Helper, phone));
        using var response = await ProveAsync(claim.ClaimId, new ProveClaimRequest(await platform.Phones.CodeAsync(phone, sent + 1)));
        return await ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.RepresentedListDto);
    }

    public async Task<PersonStatusDto> StatusAsync()
    {
        using var response = await GetAsync("/api/v1/me");
        return await ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.PersonStatusDto);
    }

    public Task<HttpResponseMessage> AddRepresentedAsync(string document, string name, string kinship = "child") => SendAsync(
        HttpMethod.Post, "/api/v1/me/represented", new AddRepresentedRequest(document, name, kinship), ContractsJson.Default.AddRepresentedRequest);

    public Task<HttpResponseMessage> SelectAsync(string linkId) =>
        SendAsync<string>(HttpMethod.Post, $"/api/v1/me/represented/{linkId}/select", null, null);

    public Task<HttpResponseMessage> GiveConsentAsync(string version) => SendAsync(
        HttpMethod.Put, "/api/v1/me/consents/face", new GiveConsentRequest(version), ContractsJson.Default.GiveConsentRequest);

    public Task<HttpResponseMessage> RequestAppointmentAsync(string kind, DateOnly? day, string? key) => SendAsync(
        HttpMethod.Post, "/api/v1/me/appointments", new RequestAppointmentRequest(kind, day), ContractsJson.Default.RequestAppointmentRequest, key);

    public Task<HttpResponseMessage> RegisterDeviceAsync(string publicKey) => SendAsync(
        HttpMethod.Post, "/api/v1/me/devices", new RegisterDeviceRequest(publicKey), ContractsJson.Default.RegisterDeviceRequest);

    /// <summary>A body that is no document of ours.</summary>
    public Task<HttpResponseMessage> SendRawAsync(HttpMethod method, string path, string body, string? contentType, bool withHeader = true)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (withHeader)
        {
            request.Headers.Add("X-Sicert", "1");
        }

        return http.SendAsync(request, Token);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, HttpStatusCode expected, JsonTypeInfo<T> type)
    {
        var body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == expected, $"expected {expected}, found {response.StatusCode}: {body}");
        return (await response.Content.ReadFromJsonAsync(type, Token))!;
    }

    public static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode expected, string code)
    {
        var problem = await ReadAsync(response, expected, ContractsJson.Default.ProblemDto);
        Assert.Equal(code, problem.Code);
        response.Dispose();
    }

    public void Dispose() => http.Dispose();
}
