using System.Text;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Storage.Sql;

namespace SocialInsurance.Storage.Tests;

public sealed class MigrationScriptTests
{
    [Fact]
    public void Migrations_are_numbered_from_one_without_holes()
    {
        foreach (var name in new[] { "Sqlite", "SqliteTemplates", "PostgreSql", "PostgreSqlTemplates", "PostgreSqlWork" })
        {
            var scripts = MigrationScript.Load(name);
            Assert.NotEmpty(scripts);
            Assert.Equal(Enumerable.Range(1, scripts.Count), scripts.Select(script => script.Version));
            Assert.All(scripts, script => Assert.Equal(Sha256Digest.Of(Encoding.UTF8.GetBytes(script.Sql)), script.Checksum));
        }
    }

    [Theory]
    [InlineData("Sqlite", "PostgreSql")]
    [InlineData("SqliteTemplates", "PostgreSqlTemplates")]
    public void Every_script_has_its_twin_on_the_other_database(string one, string other) =>
        Assert.Equal(MigrationScript.Load(one).Select(script => script.Name), MigrationScript.Load(other).Select(script => script.Name));

    [Theory]
    [InlineData("PostgreSql", false)]
    [InlineData("PostgreSqlTemplates", true)]
    public void Every_script_says_which_older_programs_may_go_on(string scripts, bool templates)
    {
        var rules = MigrationRules.Of(templates);
        Assert.Equal(MigrationScript.Load(scripts).Count, rules.Count);
        Assert.All(rules, rule => Assert.NotEmpty(rule.Why));
        Assert.All(rules.Select((rule, index) => (rule.OldestProgram, Version: index + 1)), rule => Assert.True(rule.OldestProgram is null || rule.OldestProgram < rule.Version));
    }
}
