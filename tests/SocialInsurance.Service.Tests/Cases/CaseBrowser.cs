using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Eligibility.Cases;
using SocialInsurance.Service.Tests.Platform;

namespace SocialInsurance.Service.Tests.Cases;

/// <summary>What the console does with a case, over HTTP, as one account.</summary>
internal sealed class CaseBrowser(HttpClient http) : IDisposable
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public HttpClient Http { get; } = http;

    public async Task<CaseFileDto> ReadAsync(CaseId id) =>
        await RunningPlatform.ReadAsync(await Http.GetAsync($"/api/v1/staff/cases/{id}", Token), ContractsJson.Default.CaseFileDto);

    /// <summary>Gives a command against the version that the file has now.</summary>
    public async Task<CaseFileDto> DoAsync<T>(CaseId id, string command, Func<int, T> body)
        where T : class => await DoneAsync(await PostAsync(id, command, body((await ReadAsync(id)).Case.Version)));

    public static Task<CaseFileDto> DoneAsync(HttpResponseMessage answer) => RunningPlatform.ReadAsync(answer, ContractsJson.Default.CaseFileDto);

    public static Task<CaseProblemDto> RefusedAsync(HttpResponseMessage answer) =>
        RunningPlatform.ReadAsync(answer, ContractsJson.Default.CaseProblemDto, HttpStatusCode.Conflict);

    public Task<HttpResponseMessage> PostAsync<T>(CaseId id, string command, T body, string? key = null)
        where T : class => PostAsync($"/api/v1/staff/cases/{id}/{command}", body, key);

    public Task<HttpResponseMessage> PostAsync<T>(string path, T body, string? key = null)
        where T : class
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(JsonSerializer.Serialize(body, (JsonTypeInfo<T>)ContractsJson.Default.GetTypeInfo(typeof(T))!), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Sicert", "1");
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return Http.SendAsync(request, Token);
    }

    public void Dispose() => Http.Dispose();
}
