using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using SocialInsurance.Eligibility.Receipts;

namespace SocialInsurance.Storage.Keys;

/// <summary>
/// The algorithms of a data folder, chosen when it is made: what seals, what the blind index is, what signs receipts. The audit log and its proofs
/// are SHA-256 in both (RFC 9162), and so is what turns templates before they are sealed. Stateless; safe on any thread.
/// </summary>
public abstract class CryptographySuite
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    private CryptographySuite()
    {
    }

    /// <summary>AES-256-GCM, HMAC-SHA-256, ECDSA P-256.</summary>
    public static CryptographySuite International { get; } = new InternationalSuite();

    /// <summary>国密: SM4-GCM, HMAC-SM3, SM2 with SM3.</summary>
    public static CryptographySuite Gm { get; } = new GmSuite();

    /// <summary>As <c>storage.json</c> spells it.</summary>
    public abstract string Name { get; }

    /// <summary>First byte of what it sealed.</summary>
    public abstract byte Form { get; }

    /// <summary>First word of its key files.</summary>
    public abstract string KeyFileForm { get; }

    public abstract ISignatureSuite Signatures { get; }

    /// <summary>Null for a name that is none.</summary>
    public static CryptographySuite? Find(string name) => name == International.Name ? International : name == Gm.Name ? Gm : null;

    public static CryptographySuite? Find(byte form) => form == International.Form ? International : form == Gm.Form ? Gm : null;

    /// <param name="key">32 bytes</param>
    public abstract IAuthenticatedCipher CreateCipher(ReadOnlySpan<byte> key);

    /// <returns>32 bytes</returns>
    public abstract byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content);

    private sealed class InternationalSuite : CryptographySuite
    {
        public override string Name => "international";

        public override byte Form => 1;

        public override string KeyFileForm => "sicert-key/2";

        public override ISignatureSuite Signatures => SignatureSuites.Default;

        public override IAuthenticatedCipher CreateCipher(ReadOnlySpan<byte> key) => new AesCipher(key);

        public override byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content) => HMACSHA256.HashData(key, content);
    }

    private sealed class GmSuite : CryptographySuite
    {
        public override string Name => "gm";

        public override byte Form => 2;

        public override string KeyFileForm => "sicert-gm-key/2";

        public override ISignatureSuite Signatures => SignatureSuites.Gm;

        /// <summary>SM4 takes 16 bytes: the first half of HMAC-SM3(key, "sicert-sm4").</summary>
        public override IAuthenticatedCipher CreateCipher(ReadOnlySpan<byte> key) => new Sm4Cipher(Mac(key, "sicert-sm4"u8).AsSpan(0, 16));

        public override byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content)
        {
            var mac = new HMac(new SM3Digest());
            mac.Init(new KeyParameter(key.ToArray()));
            mac.BlockUpdate(content.ToArray(), 0, content.Length);
            var result = new byte[mac.GetMacSize()];
            mac.DoFinal(result, 0);
            return result;
        }
    }

    private sealed class AesCipher(ReadOnlySpan<byte> key) : IAuthenticatedCipher
    {
        private readonly AesGcm cipher = new(key, TagBytes);

        public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associated) =>
            cipher.Encrypt(nonce, plain, ciphertext, tag, associated);

        public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> associated)
        {
            try
            {
                cipher.Decrypt(nonce, ciphertext, tag, plain, associated);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }

        public void Dispose() => cipher.Dispose();
    }

    /// <summary>GCM over SM4 (GB/T 32907, NIST SP 800-38D, RFC 8998).</summary>
    internal sealed class Sm4Cipher(ReadOnlySpan<byte> key) : IAuthenticatedCipher
    {
        private readonly KeyParameter key = new(key.ToArray());

        public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associated)
        {
            var result = Run(forEncryption: true, nonce, plain.ToArray(), associated);
            result.AsSpan(0, plain.Length).CopyTo(ciphertext);
            result.AsSpan(plain.Length).CopyTo(tag);
        }

        public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> associated)
        {
            try
            {
                Run(forEncryption: false, nonce, [.. ciphertext, .. tag], associated).CopyTo(plain);
                return true;
            }
            catch (InvalidCipherTextException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            // nothing outside managed memory
        }

        private byte[] Run(bool forEncryption, ReadOnlySpan<byte> nonce, byte[] input, ReadOnlySpan<byte> associated)
        {
            var cipher = new GcmBlockCipher(new SM4Engine());
            cipher.Init(forEncryption, new AeadParameters(key, TagBytes * 8, nonce.ToArray(), associated.ToArray()));
            var output = new byte[cipher.GetOutputSize(input.Length)];
            var written = cipher.ProcessBytes(input, 0, input.Length, output, 0);
            written += cipher.DoFinal(output, written);
            return output[..written];
        }
    }
}

/// <summary>Encrypts and authenticates with one key. Not thread-safe.</summary>
public interface IAuthenticatedCipher : IDisposable
{
    /// <param name="nonce"><see cref="CryptographySuite.NonceBytes"/>, never twice with a key</param>
    /// <param name="tag"><see cref="CryptographySuite.TagBytes"/></param>
    void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associated);

    /// <returns>false: changed, or of another place; <paramref name="plain"/> is not to be used then</returns>
    bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> associated);
}
