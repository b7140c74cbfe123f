using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Receipts;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Receipts;
using SocialInsurance.Service.Receipts;

namespace SocialInsurance.Service.Tests.Platform;

/// <summary>What a witness needs of the service: signed heads, and proofs that the log of one is the beginning of the log of the next.</summary>
public sealed class AuditHttpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Witness_without_an_account_holds_signed_heads_and_proves_that_the_log_only_grew()
    {
        await using var platform = await RunningPlatform.StartAsync();
        var published = await RunningPlatform.ReadAsync(await platform.Http.GetAsync("/api/v1/receipts/keys", Token), ContractsJson.Default.ReceiptKeysDto);
        var keys = new ReceiptKeySet(published.Keys.SelectMany(key => ReceiptPublicKey.TryReadPem(key.PublicKey)!));
        var seen = SignedAuditHead.TryRead(await platform.Http.GetByteArrayAsync("/api/v1/audit/head", Token))!;
        Assert.True(seen.IsSignedBy(keys));
        Assert.False((seen with { Head = seen.Head with { Size = seen.Head.Size - 1 } }).IsSignedBy(keys));

        await platform.App.Services.GetRequiredService<IReceiptDesk>().FindOrIssueAsync(RunningPlatform.Id(3), Token);
        var proof = await RunningPlatform.ReadAsync(
            await platform.Http.GetAsync($"/api/v1/audit/consistency?from={seen.Head.Size}", Token), ContractsJson.Default.AuditConsistencyDto);

        Assert.Equal(seen.Head.Size + 1, proof.Size);
        Assert.True(Sha256Digest.TryParse(proof.RootHash, out var root));
        var nodes = proof.Proof.Select(node => Sha256Digest.TryParse(node, out var digest) ? digest : default).ToArray();
        Assert.True(MerkleTree.ProvesConsistency(seen.Head.Size, seen.Head.RootHash, proof.Size, root, nodes));
        Assert.False(MerkleTree.ProvesConsistency(seen.Head.Size, root, proof.Size, root, nodes));
        Assert.Equal("not-found", await RunningPlatform.ProblemAsync(await platform.Http.GetAsync($"/api/v1/audit/consistency?from={proof.Size + 1}", Token), HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.BadRequest, (await platform.Http.GetAsync("/api/v1/audit/consistency?from=x", Token)).StatusCode);
    }
}
