using System.Text.Json;

namespace SocialInsurance.Walks.Tests;

/// <summary>The contract of DESIGN §6: with <c>--json</c> one document with these members, and an exit code that says what it means.</summary>
public sealed class JsonContractTests(SmallProvince province) : IDisposable
{
    private static readonly string Hopper = Workspace.Sample("grace_hopper.jpg");
    private static readonly string Collins = Workspace.Sample("eileen_collins.jpg");

    private readonly Workspace workspace = new();

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    public async Task Models_are_all_named_and_present(string verb)
    {
        var models = (await workspace.RunAsync("models", verb, "--json")).Json(exitCode: 0).EnumerateArray().ToArray();
        Assert.Equal(6, models.Length);
        Assert.All(models, model => Assert.True(model.AssertHas("task", "name", "source", "licence", "sha256", "present").GetProperty("present").GetBoolean()));
        Assert.All(models, model => Assert.Matches("^[0-9a-f]{64}$", model.GetProperty("sha256").GetString()));
    }

    [Fact]
    public async Task Face_inspect_says_all_that_the_pipeline_sees()
    {
        var seen = (await workspace.RunAsync("face", "inspect", Hopper, "--json")).Json(exitCode: 0).AssertHas("outcome", "faces", "timingsMs");
        Assert.Equal("Acceptable", seen.GetProperty("outcome").GetString());
        var face = Assert.Single(seen.GetProperty("faces").EnumerateArray().ToArray())
            .AssertHas("box", "score", "landmarks", "quality", "pad", "pose", "eyes", "mouth");
        face.GetProperty("box").AssertHas("x", "y", "width", "height");
        face.GetProperty("pad").AssertHas("score", "decision");
        face.GetProperty("pose").AssertHas("yawDegrees", "pitchDegrees", "rollDegrees");
        face.GetProperty("eyes").AssertHas("left", "right");
        Assert.True(seen.GetProperty("timingsMs").EnumerateObject().All(time => time.Value.GetDouble() >= 0));
    }

    [Theory]
    [InlineData("grace_hopper.jpg", 0, "Match")]
    [InlineData("eileen_collins.jpg", 4, "NonMatch")]
    [InlineData("base.png", 4, "FailureToAcquire")]
    public async Task Face_verify_answers_by_decision_and_exit_code(string probe, int exitCode, string decision)
    {
        var path = probe.EndsWith(".png", StringComparison.Ordinal) ? Workspace.Picture(probe) : Workspace.Sample(probe);
        var answer = (await workspace.RunAsync("face", "verify", Hopper, path, "--json")).Json(exitCode).AssertHas("decision", "score", "threshold", "profile", "reason");
        Assert.Equal(decision, answer.GetProperty("decision").GetString());
        Assert.Equal(decision == "FailureToAcquire" ? JsonValueKind.Null : JsonValueKind.Number, answer.GetProperty("score").ValueKind);
        if (decision != "FailureToAcquire")
        {
            Assert.Equal(decision == "Match", answer.GetProperty("score").GetDouble() >= answer.GetProperty("threshold").GetDouble());
        }
    }

    [Fact]
    public async Task Face_session_certifies_a_moving_face_and_names_every_step()
    {
        var session = (await workspace.RunAsync("face", "session", Workspace.Sample("moving_hopper.mjpeg"), "--challenge", "turnLeft,turnRight,openMouth", "--reference", Hopper, "--json"))
            .Json(exitCode: 0).AssertHas("decision", "reasons", "challenge", "pad", "bestFrame", "score");
        Assert.Equal("Certified", session.GetProperty("decision").GetString());
        var steps = session.GetProperty("challenge").EnumerateArray().ToArray();
        Assert.Equal(["turnLeft", "turnRight", "openMouth"], steps.Select(step => step.AssertHas("action", "passed", "atFrame").GetProperty("action").GetString()));
        Assert.All(steps, step => Assert.True(step.GetProperty("passed").GetBoolean()));
        session.GetProperty("pad").AssertHas("meanScore", "frames");
        session.GetProperty("work").AssertHas("followedFrames", "counts", "timingsMs");
    }

    [Fact]
    public async Task Face_session_of_the_elderly_profile_certifies_one_movement_and_asks_none_of_the_eyes()
    {
        string[] session = ["face", "session", Workspace.Sample("moving_hopper.mjpeg"), "--reference", Hopper, "--profile", "elderly", "--json"];
        var certified = (await workspace.RunAsync([.. session, "--challenge", "turnLeft"])).Json(exitCode: 0);
        Assert.StartsWith("elderly@", certified.GetProperty("profile").GetString(), StringComparison.Ordinal);
        Assert.Equal("challenge", (await workspace.RunAsync([.. session, "--challenge", "blink"])).Refused().Code);
    }

    [Fact]
    public async Task Face_session_of_a_photograph_is_not_certified()
    {
        for (var frame = 0; frame < 4; frame++)
        {
            File.Copy(Hopper, Path.Combine(Directory.CreateDirectory(workspace.At("frames")).FullName, $"{frame}.jpg"));
        }

        var session = (await workspace.RunAsync("face", "session", "frames", "--challenge", "turnLeft", "--reference", Hopper, "--json")).Json(exitCode: 4);
        Assert.NotEqual("Certified", session.GetProperty("decision").GetString());
        Assert.NotEmpty(session.GetProperty("reasons").EnumerateArray());
        Assert.False(session.GetProperty("challenge")[0].GetProperty("passed").GetBoolean());
    }

    [Fact]
    public void Province_generate_lists_its_files_and_counts()
    {
        province.Generated.AssertHas("files", "counts");
        string[] files = [.. province.Generated.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        Assert.Superset(new HashSet<string> { "register.csv", "register.feed.yaml", "policy.yaml", "truth.csv" }, files.ToHashSet());
        Assert.Equal(Directory.GetFiles(province.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Compare_run_counts_everybody_and_every_record()
    {
        var run = province.Compared.AssertHas("beneficiaries", "records", "outcomes", "findings", "feeds", "elapsedMs", "peakRssBytes", "decisionsDigest");
        var records = run.GetProperty("records").AssertHas("read", "accepted", "rejected");
        Assert.Equal(records.GetProperty("read").GetInt64(), records.GetProperty("accepted").GetInt64() + records.GetProperty("rejected").GetInt64());
        Assert.Equal(["Certified", "NotDue", "FaceRequired", "Review"], Members.Of(run.GetProperty("outcomes")));
        Assert.Equal(run.GetProperty("beneficiaries").GetInt32(), run.GetProperty("outcomes").EnumerateObject().Sum(outcome => outcome.Value.GetInt32()));
        Assert.All(run.GetProperty("feeds").EnumerateArray(), feed => feed.AssertHas("name", "held", "reason"));
        Assert.Equal(10, run.GetProperty("feeds").GetArrayLength());
    }

    [Fact]
    public void Decision_list_keeps_its_columns_order_and_digest()
    {
        var bytes = File.ReadAllBytes(Path.Combine(province.Run, "decisions.csv"));
        Assert.StartsWith("beneficiaryId,outcome,rule,color,evidenceSource,evidenceDate,finding\n", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(-1, bytes.AsSpan().IndexOf((byte)'\r'));
        Assert.Equal(province.Decisions.Select(row => row.Beneficiary).Order(StringComparer.Ordinal), province.Decisions.Select(row => row.Beneficiary));
        Assert.Equal(province.Compared.GetProperty("decisionsDigest").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        Assert.StartsWith("file,line,column,reason\n", File.ReadAllText(Path.Combine(province.Run, "rejects.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_check_passes_the_sample_policy_and_its_tests()
    {
        var check = (await workspace.RunAsync("policy", "check", Workspace.PolicyPath, "--json")).Json(exitCode: 0).AssertHas("errors", "tests");
        Assert.Empty(check.GetProperty("errors").EnumerateArray());
        Assert.Equal(0, check.GetProperty("tests").AssertHas("passed", "failed").GetProperty("failed").GetInt32());
        Assert.True(check.GetProperty("tests").GetProperty("passed").GetInt32() > 0);
    }

    [Fact]
    public async Task Policy_whose_own_test_fails_is_a_negative_answer()
    {
        var text = await File.ReadAllTextAsync(Workspace.PolicyPath, TestContext.Current.CancellationToken);
        workspace.Write("policy.yaml", text.Replace("expect: { outcome: Certified, rule: R110, source: vaccination }", "expect: { outcome: NotDue, rule: R230 }", StringComparison.Ordinal));
        var check = (await workspace.RunAsync("policy", "check", "policy.yaml", "--json")).Json(exitCode: 4);
        Assert.Equal(1, check.GetProperty("tests").GetProperty("failed").GetInt32());
    }

    [Theory]
    [InlineData]
    [InlineData("nonsense")]
    [InlineData("face", "inspect")]
    [InlineData("face", "verify", "one.jpg")]
    [InlineData("compare", "run", "--register", "r.csv")]
    [InlineData("province", "generate", "--beneficiaries", "99", "--out", "p")]
    [InlineData("province", "generate", "--beneficiaries", "many", "--out", "p")]
    [InlineData("province", "generate", "--days", "61", "--out", "p")]
    [InlineData("province", "generate", "--poison", "nobody", "--out", "p")]
    [InlineData("policy", "check", "a.yaml", "--nonsense")]
    public async Task Wrong_command_line_ends_with_2_and_says_so_in_json(params string[] arguments)
    {
        var before = workspace.State();
        var usage = await workspace.RunAsync([.. arguments, "--json"]);
        var error = usage.Json(exitCode: 2).GetProperty("error").AssertHas("code", "message");
        Assert.Equal("usage", error.GetProperty("code").GetString());
        Assert.Equal(before, workspace.State());
    }

    [Fact]
    public async Task Wrong_command_line_speaks_to_people_on_standard_error_only()
    {
        var people = await workspace.RunAsync("nonsense");
        Assert.Equal((2, string.Empty), (people.ExitCode, people.Out));
        Assert.Contains("--help", people.Error, StringComparison.Ordinal);
    }

    public void Dispose() => workspace.Dispose();
}
