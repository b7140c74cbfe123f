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
}
