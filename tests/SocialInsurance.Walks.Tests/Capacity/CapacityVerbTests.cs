namespace SocialInsurance.Walks.Tests.Capacity;

/// <summary><c>capacity plan</c> and <c>capacity simulate</c> as scripts see them.</summary>
public sealed class CapacityVerbTests : IDisposable
{
    private readonly Workspace workspace = new();

    [Fact]
    public async Task Plan_names_every_resource_with_its_unit_and_what_runs_out_first()
    {
        var plan = (await workspace.RunAsync("capacity", "plan", "--people", "318000000", "--sessions-per-day", "8000000", "--json")).Json(exitCode: 0);

        Assert.Equal(318e6, plan.GetProperty("people").GetDouble());
        Assert.Equal(318e6 * 45, plan.GetProperty("records").GetDouble());
        Assert.All(plan.GetProperty("resources").EnumerateArray(), resource => Assert.True(resource.GetProperty("value").GetDouble() > 0 && resource.GetProperty("unit").GetString()!.Length > 0));
        var first = plan.GetProperty("bottlenecks")[0];
        Assert.Equal(first.GetProperty("name").GetString(), plan.GetProperty("first").GetString());
        Assert.True(first.GetProperty("share").GetDouble() > 1);
        Assert.False(plan.GetProperty("fits").GetBoolean());
        Assert.InRange(plan.GetProperty("costs").GetProperty("worstErrorHeldOut").GetDouble(), 0, 0.3);
    }

    [Fact]
    public async Task Simulation_says_the_same_twice_and_ends_negative_where_the_target_is_missed()
    {
        string[] arguments = ["capacity", "simulate", "--sessions-per-day", "30000", "--seeds", "2", "--json"];
        var found = await workspace.RunAsync(arguments);
        var day = found.Json(exitCode: 0);
        Assert.Equal(found.Out, (await workspace.RunAsync(arguments)).Out);
        Assert.True(day.GetProperty("target").GetProperty("kept").GetBoolean());
        Assert.Equal(
            day.GetProperty("arrived").GetInt64(),
            day.GetProperty("served").GetInt64() + day.GetProperty("refused").GetInt64() + day.GetProperty("left").GetInt64());
        Assert.Equal(24, day.GetProperty("hours").GetArrayLength());

        var few = (await workspace.RunAsync([.. arguments, "--instances", "1", "--cores-per-instance", "1"])).Json(exitCode: 4);
        Assert.False(few.GetProperty("target").GetProperty("kept").GetBoolean());
        Assert.True(few.GetProperty("refused").GetInt64() > 0);
    }

    [Theory]
    [InlineData("plan --people 0")]
    [InlineData("plan --memory lots")]
    [InlineData("plan --night-hours 0")]
    [InlineData("plan --records -5")]
    [InlineData("simulate --instances 0")]
    [InlineData("simulate --lose-site-at 10")]
    [InlineData("simulate --shape 1,2,3")]
    [InlineData("simulate --sites 3 --lose-site-at 25")]
    public async Task Nonsense_is_a_usage_error(string arguments) =>
        Assert.Equal("usage", (await workspace.RunAsync(["capacity", .. arguments.Split(' '), "--json"])).Json(exitCode: 2).GetProperty("error").GetProperty("code").GetString());

    [Fact]
    public async Task Costs_that_are_no_file_of_costs_are_refused_with_their_place()
    {
        var file = workspace.At("costs.json");
        await File.WriteAllTextAsync(file, "{ \"points\": 7 }", TestContext.Current.CancellationToken);
        var error = (await workspace.RunAsync("capacity", "plan", "--costs", file, "--json")).Json(exitCode: 3).GetProperty("error");

        Assert.Equal(("costs", file, 1), (error.GetProperty("code").GetString(), error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32()));
    }

    public void Dispose() => workspace.Dispose();
}
