using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Playwright;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Cases;
using SocialInsurance.Contracts.Staff;

namespace SocialInsurance.Browser.Tests.ReviewDesk;

/// <summary>
/// The staff's side of the service as the contracts say, answered between the browser and the real host, which serves the pages with
/// its own headers. Deterministic; what the page does against the contract is collected in <see cref="Faults"/>.
/// </summary>
internal sealed class FakeDesk
{
    internal const string Password = "correct horse battery";
    internal const string Code = "123456";
    private const string Root = "/api/v1/staff";
    private const string Qr = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"><rect width="29" height="29" fill="#ffffff"/><path d="M4 4h7v7h-7zM18 4h7v7h-7zM4 18h7v7h-7z" fill="#000000"/></svg>""";
    private readonly Lock _gate = new();

    internal int Total { get; set; } = 100_000;

    internal string[] Roles { get; set; } = ["caseworker", "approver"];

    internal bool MustChange { get; set; }

    internal bool IsSignedIn { get; set; }

    /// <summary>A second factor stands and was not shown yet.</summary>
    internal bool AwaitsCode { get; set; }

    /// <summary>A second factor must be set up.</summary>
    internal bool MustSetUp { get; set; }

    internal CaseFileDto File { get; set; } = KnownCases.File(proposed: false);

    /// <summary>Every call, "METHOD path", in order.</summary>
    internal ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Queries of the queue.</summary>
    internal ConcurrentQueue<string> Queries { get; } = new();

    /// <summary>Bodies of writes, "path body".</summary>
    internal ConcurrentQueue<string> Bodies { get; } = new();

    internal ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>What a colleague does meanwhile: one more event, one version further.</summary>
    internal void HappensMeanwhile(string words)
    {
        lock (_gate)
        {
            File = Grown("noted", "sun-03", words);
        }
    }

    internal async Task AnswerAsync(IRoute route)
    {
        var request = route.Request;
        var address = new Uri(request.Url);
        var path = address.AbsolutePath[Root.Length..];
        Calls.Enqueue($"{request.Method} {path}");
        if (request.Method != "GET")
        {
            Bodies.Enqueue($"{path} {request.PostData}");
            var headers = await request.AllHeadersAsync();
            if (headers.GetValueOrDefault("x-sicert") != "1" || headers.GetValueOrDefault("content-type") != "application/json")
            {
                Faults.Enqueue($"{request.Method} {path}: expected header X-Sicert and application/json");
            }
        }

        await (path is "/sign-in" or "/sign-out" or "/session" or "/password" or "/sign-in/code" ? EnterAsync(route, path)
            : IsSignedIn ? WorkAsync(route, path, address.Query)
            : RefuseAsync(route, 401, "unauthorized"));
    }

    private Task EnterAsync(IRoute route, string path)
    {
        if (path == "/sign-out")
        {
            IsSignedIn = false;
            return route.FulfillAsync(new() { Status = 204 });
        }

        IsSignedIn |= path == "/sign-in" && Read(route, ContractsJson.Default.SignInRequest).Password == Password;
        MustChange &= path != "/password";
        if (path == "/sign-in/code")
        {
            if (Read(route, ContractsJson.Default.FactorCodeRequest).Code != Code)
            {
                return RefuseAsync(route, 422, "not-confirmed");
            }

            AwaitsCode = false;
        }

        return IsSignedIn ? SayAsync(route, 200, Me(), ContractsJson.Default.StaffAccountDto) : RefuseAsync(route, 401, "unauthorized");
    }

    private StaffAccountDto Me() => new(
        KnownCases.Me, Roles, MustChange, false, "4101", "north", AwaitsCode ? "code" : MustSetUp ? "setUp" : "done", HasFactor: !MustSetUp);

    private Task FactorAsync(IRoute route, string path)
    {
        if (path == "/factor")
        {
            return SayAsync(route, 200, new FactorSetUpDto("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "otpauth://totp/x", Qr), ContractsJson.Default.FactorSetUpDto);
        }

        if (Read(route, ContractsJson.Default.FactorCodeRequest).Code != Code)
        {
            return RefuseAsync(route, 422, "not-confirmed");
        }

        MustSetUp = false;
        return SayAsync(route, 200, new RecoveryCodesDto([.. Enumerable.Range(0, 10).Select(number => $"abcd-efgh-jkmn-pqr{number % 8 + 2}")], Me()), ContractsJson.Default.RecoveryCodesDto);
    }

    private Task WorkAsync(IRoute route, string path, string query) => path switch
    {
        "/cases" => QueueAsync(route, query),
        "/cases/counts" => SayAsync(route, 200, KnownCases.Counts(Total), ContractsJson.Default.CaseCountsDto),
        "/cases/assignments" => AssignAsync(route),
        "/accounts" => AccountsAsync(route),
        "/colleagues" => SayAsync(route, 200, new ColleagueListDto([new("sun-03", "north", "4101"), new("zhao-01", "south", "4101")]), ContractsJson.Default.ColleagueListDto),
        "/accounts/zhao-01/factor-reset" => SayAsync(route, 200, new FactorResetDto("zhao-01", false), ContractsJson.Default.FactorResetDto),
        "/security" => SayAsync(route, 200, new StaffSecurityDto(KnownCases.Me, true, KnownCases.Now, 8, "admin-2", 15, 480), ContractsJson.Default.StaffSecurityDto),
        "/factor" or "/factor/confirmation" or "/factor/recovery-codes" => FactorAsync(route, path),
        "/sessions/end" => route.FulfillAsync(new() { Status = 204 }),
        "/people/search" => SayAsync(route, 200, new FoundPeopleDto([new("person-1", "试**", "4101**********002X", new DateOnly(2026, 12, 8), null, null)]), ContractsJson.Default.FoundPeopleDto),
        "/people/alive" => SayAsync(route, 201, new AliveClaimOpenedDto(KnownCases.First, KnownCases.Now, new TextDto("已登记", "entered")), ContractsJson.Default.AliveClaimOpenedDto),
        "/people/counter-code" => SayAsync(route, 201, new CounterCodeDto("407318", 600), ContractsJson.Default.CounterCodeDto),
        "/blind-reviews" => SayAsync(route, 200, new BlindReviewListDto([new(KnownCases.First, File)]), ContractsJson.Default.BlindReviewListDto),
        _ when path.StartsWith("/cases/", StringComparison.Ordinal) => CaseAsync(route, path.Split('/')),
        _ => RefuseAsync(route, 404, "not-found"),
    };

    private Task QueueAsync(IRoute route, string query)
    {
        Queries.Enqueue(query);
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        var (offset, limit) = (int.Parse(asked["offset"]!, null), int.Parse(asked["limit"]!, null));
        var rows = Enumerable.Range(offset, Math.Max(0, Math.Min(limit, Total - offset))).Select(index => KnownCases.Row(index, Total));
        return SayAsync(route, 200, new CaseQueueDto(Total, offset, [.. rows]), ContractsJson.Default.CaseQueueDto);
    }

    private static Task AssignAsync(IRoute route)
    {
        var asked = Read(route, ContractsJson.Default.AssignCasesRequest);
        var refused = asked.Cases.Take(1).Select(one => new CaseRefusedDto(one.CaseId, "proposed", new TextDto("已提出处理意见，等待复核，不能改派。", "A proposal waits.")));
        return SayAsync(route, 200, new CasesAssignedDto([.. asked.Cases.Skip(1)], [.. refused]), ContractsJson.Default.CasesAssignedDto);
    }

    private static Task AccountsAsync(IRoute route) => route.Request.Method == "GET"
        ? SayAsync(route, 200, new StaffAccountListDto([
            new("admin", ["administrator"], false, false),
            new("zhao-01", ["caseworker"], false, false, "4101", "north", HasFactor: true),
            new("qian-02", ["caseworker", "approver"], true, false, "4101", "north"),
            new("old-01", ["operator"], false, true)]), ContractsJson.Default.StaffAccountListDto)
        : SayAsync(route, 201, new StaffAccountCreatedDto("new-01", "one-time-password"), ContractsJson.Default.StaffAccountCreatedDto);

    private Task CaseAsync(IRoute route, string[] parts)
    {
        var command = parts.Length > 3 ? parts[3] : null;
        return command switch
        {
            null => SayAsync(route, 200, File, ContractsJson.Default.CaseFileDto),
            "frames" when parts[4] != "gone" => route.FulfillAsync(new() { Status = 200, ContentType = "image/png", BodyBytes = KnownFiles.Picture }),
            "frames" => RefuseAsync(route, 404, "not-found"),
            "identity" => SayAsync(route, 200, new RevealedIdentityDto("试验一", "11010519491231002X", new DateOnly(1949, 12, 31), null), ContractsJson.Default.RevealedIdentityDto),
            _ => CommandAsync(route, command),
        };
    }

    private async Task CommandAsync(IRoute route, string command)
    {
        using var body = JsonDocument.Parse(route.Request.PostData!);
        CaseFileDto? moved;
        lock (_gate)
        {
            var seen = body.RootElement.GetProperty("version").GetInt32();
            moved = seen == File.Case.Version ? null : File;
            File = moved ?? Grown(command, KnownCases.Me, body.RootElement.TryGetProperty("text", out var text) ? text.GetString() : null);
        }

        // as long as a second press of an impatient finger takes
        await Task.Delay(200);
        await (moved is null
            ? SayAsync(route, 200, File, ContractsJson.Default.CaseFileDto)
            : SayAsync(route, 409, new CaseProblemDto("urn:x", "moved", 409, "caseMoved", "0", new TextDto("任务已有新的进展。", "Moved on."), moved), ContractsJson.Default.CaseProblemDto));
    }

    private CaseFileDto Grown(string type, string by, string? detail) => File with
    {
        Case = File.Case with { Version = File.Case.Version + 1 },
        Events = [.. File.Events, new CaseEventDto(File.Case.Version + 1, type, by, KnownCases.Now, new TextDto($"已办：{type}", $"done: {type}"), detail)],
    };

    private static T Read<T>(IRoute route, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(route.Request.PostData!, type)!;

    private static Task RefuseAsync(IRoute route, int status, string code) =>
        route.FulfillAsync(new() { Status = status, ContentType = "application/problem+json", Body = $$"""{"status":{{status}},"code":"{{code}}"}""" });

    private static Task SayAsync<T>(IRoute route, int status, T answer, JsonTypeInfo<T> type) =>
        route.FulfillAsync(new() { Status = status, ContentType = "application/json", BodyBytes = JsonSerializer.SerializeToUtf8Bytes(answer, type) });
}
