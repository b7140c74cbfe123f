using SocialInsurance.Biometrics.Cohorts;
using SocialInsurance.Biometrics.Templates;
using SocialInsurance.Storage.Templates;
using SocialInsurance.Tests.Support;

namespace SocialInsurance.Storage.Tests;

public abstract class SealedCohortTests(DataFolder folder) : IDisposable
{
    private const string Name = "province.cohort";
    [Fact]
    public async Task Cohort_in_a_data_folder_is_sealed_and_reads_back_as_it_was()
    {
        await PrepareAsync();
        Assert.True(SealedCohorts.IsSealed(File.ReadAllBytes(Path())));
        using var cohorts = SealedCohorts.FindFor(Path())!;
        AssertSame(CohortFile.Read(cohorts.Read(Name, keyId: 0)));
        Assert.Equal(new TemplateKeyId(1), CohortFile.Read(cohorts.Read(Name, keyId: 1)).KeyId);
    }

    [Fact]
    public async Task Rotation_takes_the_cohort_along_and_a_copy_from_before_is_useless_once_the_key_is_dropped()
    {
        await PrepareAsync();
        var copy = File.ReadAllBytes(Path());
        await using (var storage = await folder.OpenAsync())
        {
            await storage.RotateTemplateKeyAsync(dropOlder: true, null, DataFolder.Cancel);
        }

        using var cohorts = SealedCohorts.FindFor(Path())!;
        AssertSame(CohortFile.Read(cohorts.Read(Name, keyId: 0)));
        File.WriteAllBytes(Path(), copy);
        Assert.Equal(StorageFault.KeyMissing, Assert.Throws<StorageRefusedException>(() => cohorts.Read(Name, keyId: 0)).Fault);
    }

    [Fact]
    public async Task Cohort_that_was_changed_or_renamed_does_not_open()
    {
        await PrepareAsync();
        using var cohorts = SealedCohorts.FindFor(Path())!;
        File.Copy(Path(), Path("other.cohort"));
        Assert.Equal(StorageFault.Damaged, Assert.Throws<StorageRefusedException>(() => cohorts.Read("other.cohort", keyId: 0)).Fault);
        var file = File.ReadAllBytes(Path());
        file[^1] ^= 1;
        File.WriteAllBytes(Path(), file);
        Assert.Equal(StorageFault.Damaged, Assert.Throws<StorageRefusedException>(() => cohorts.Read(Name, keyId: 0)).Fault);
    }

    [Fact]
    public void Path_outside_a_data_folder_has_no_sealed_cohorts() => Assert.Null(SealedCohorts.FindFor(folder.File("cohorts/x.cohort")));

    public void Dispose() => folder.Dispose();

    private static Cohort People()
    {
        var random = new Random(4);
        return new Cohort(
            [.. Enumerable.Range(0, 20).Select(i => new CohortMember(
                BiometricTemplate.FromEmbedding([.. Enumerable.Range(0, BiometricTemplate.Length).Select(_ => random.NextSingle() - 0.5f)]), i % 2 == 0 ? "a" : "b"))],
            new string('c', 64));
    }

    private static void AssertSame(Cohort found)
    {
        var expected = CohortFile.Write(People());
        var read = CohortFile.Write(found);
        Assert.Equal(expected.Length, read.Length);
        // the values behind the head of 8 + 4 + 32 + 4 + 4 + 4 + 80 bytes, before the digest
        for (var at = 136; at < expected.Length - 32; at += sizeof(float))
        {
            Assert.Equal(BitConverter.ToSingle(expected, at), BitConverter.ToSingle(read, at), 1e-6f);
        }
    }

    private string Path(string name = Name) => folder.File($"cohorts/{name}");

    private async Task PrepareAsync()
    {
        await using (await folder.OpenAsync())
        {
        }

        using var cohorts = SealedCohorts.FindFor(Path())!;
        cohorts.Write(Name, CohortFile.Write(People()), keyId: 0);
    }
}

public sealed class SealedCohortOnSqliteTests() : SealedCohortTests(new DataFolder());

public sealed class SealedCohortOnPostgresTests(PostgresServer server) : SealedCohortTests(new DataFolder(server));
