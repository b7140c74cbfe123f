using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Eligibility.Auditing;

namespace SocialInsurance.Eligibility.Tests.Auditing;

/// <summary>Against the published test vectors of Certificate Transparency and a word-for-word RFC 9162 recursion.</summary>
public sealed class MerkleTreeTests
{
    private static readonly string[] VectorLeaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly Arbitrary<int> Sizes = Gen.Choose(1, 130).ToArbitrary();

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Root_of_the_published_vectors_is_the_published_root(int size, string expected)
    {
        var leaves = VectorLeaves.Take(size).Select(hex => MerkleTree.LeafHash(Convert.FromHexString(hex))).ToArray();
        Assert.Equal(expected, MerkleTree.Root(leaves).ToString());
    }

    [Fact]
    public void Root_of_any_size_equals_the_naive_recursion() => Prop.ForAll(Sizes, size =>
    {
        var leaves = Leaves(size);
        return MerkleTree.Root(leaves) == Naive.Root(leaves);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Inclusion_proof_of_any_leaf_equals_the_naive_one_and_verifies() => Prop.ForAll(Sizes, size =>
    {
        var leaves = Leaves(size);
        var root = MerkleTree.Root(leaves);
        return Enumerable.Range(0, size).All(index =>
        {
            var proof = MerkleTree.InclusionProof(leaves, index);
            return proof.SequenceEqual(Naive.Path(index, leaves))
                && MerkleTree.ProvesInclusion(leaves[index], index, size, proof, root);
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Inclusion_proof_with_anything_changed_is_refused() => Prop.ForAll(Sizes, size =>
    {
        var leaves = Leaves(size);
        var root = MerkleTree.Root(leaves);
        var index = size / 2;
        var proof = MerkleTree.InclusionProof(leaves, index);
        var stranger = MerkleTree.LeafHash([0xFF]);
        return !MerkleTree.ProvesInclusion(stranger, index, size, proof, root)
            && !MerkleTree.ProvesInclusion(leaves[index], index, size, proof, stranger)
            && !MerkleTree.ProvesInclusion(leaves[index], size, size, proof, root)
            && !MerkleTree.ProvesInclusion(leaves[index], index, size, [.. proof, stranger], root)
            && (size == 1 || !MerkleTree.ProvesInclusion(leaves[index], index, size, [.. proof.Skip(1)], root))
            && (size == 1 || !MerkleTree.ProvesInclusion(leaves[index], index == 0 ? 1 : index - 1, size, proof, root));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Consistency_proof_between_any_sizes_equals_the_naive_one_and_verifies() => Prop.ForAll(Sizes, size =>
    {
        var leaves = Leaves(size);
        return Enumerable.Range(1, size).All(oldSize =>
        {
            var proof = MerkleTree.ConsistencyProof(leaves, oldSize);
            return proof.SequenceEqual(Naive.SubProof(oldSize, leaves, true))
                && MerkleTree.ProvesConsistency(oldSize, MerkleTree.Root(leaves.AsSpan(0, oldSize)), size, MerkleTree.Root(leaves), proof);
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Consistency_proof_of_a_rewritten_past_is_refused() => Prop.ForAll(Sizes, size =>
    {
        var honest = Leaves(size + 1);
        var rewritten = Leaves(size + 1);
        rewritten[size / 2] = MerkleTree.LeafHash([0xFF]);
        var oldRoot = MerkleTree.Root(honest.AsSpan(0, size));
        var proof = MerkleTree.ConsistencyProof(rewritten, size);
        return !MerkleTree.ProvesConsistency(size, oldRoot, size + 1, MerkleTree.Root(rewritten), proof)
            && !MerkleTree.ProvesConsistency(size, oldRoot, size + 1, MerkleTree.Root(honest), [.. proof, oldRoot])
            && !MerkleTree.ProvesConsistency(size + 1, oldRoot, size, MerkleTree.Root(honest), proof)
            && !MerkleTree.ProvesConsistency(0, oldRoot, size + 1, MerkleTree.Root(honest), proof);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Frontier_read_back_from_its_bytes_continues_the_same_tree() => Prop.ForAll(Sizes, Sizes, (before, after) =>
    {
        var leaves = Leaves(before + after);
        var frontier = new MerkleFrontier();
        foreach (var leaf in leaves[..before])
        {
            frontier.Append(leaf);
        }

        var read = MerkleFrontier.TryRead(frontier.ToBytes());
        foreach (var leaf in leaves[before..])
        {
            read!.Append(leaf);
        }

        return read!.Size == leaves.Length && read.Root() == Naive.Root(leaves);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Frontier_bytes_of_a_wrong_length_are_not_read()
    {
        var frontier = new MerkleFrontier();
        frontier.Append(MerkleTree.LeafHash([1]));
        Assert.Null(MerkleFrontier.TryRead(frontier.ToBytes().AsSpan(1)));
        Assert.Null(MerkleFrontier.TryRead([]));
    }

    private static Sha256Digest[] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(index => MerkleTree.LeafHash(BitConverter.GetBytes(index)))];

    /// <summary>RFC 9162 sections 2.1.1, 2.1.3.1 and 2.1.4.1, as written.</summary>
    private static class Naive
    {
        public static Sha256Digest Root(Sha256Digest[] d)
        {
            if (d.Length == 0)
            {
                return Sha256Digest.Of([]);
            }

            var k = Split(d.Length);
            return d.Length == 1 ? d[0] : Sha256Digest.Of([0x01, .. Root(d[..k]).ToArray(), .. Root(d[k..]).ToArray()]);
        }

        public static IEnumerable<Sha256Digest> Path(int m, Sha256Digest[] d)
        {
            var k = Split(d.Length);
            return d.Length == 1 ? []
                : m < k ? [.. Path(m, d[..k]), Root(d[k..])]
                : [.. Path(m - k, d[k..]), Root(d[..k])];
        }

        public static IEnumerable<Sha256Digest> SubProof(int m, Sha256Digest[] d, bool b)
        {
            if (m == d.Length)
            {
                return b ? [] : [Root(d)];
            }

            var k = Split(d.Length);
            return m <= k ? [.. SubProof(m, d[..k], b), Root(d[k..])] : [.. SubProof(m - k, d[k..], false), Root(d[..k])];
        }

        private static int Split(int n)
        {
            var k = 1;
            while (k * 2 < n)
            {
                k *= 2;
            }

            return k;
        }
    }
}
