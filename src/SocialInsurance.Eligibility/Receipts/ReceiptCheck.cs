namespace SocialInsurance.Eligibility.Receipts;

/// <summary>What a check found.</summary>
public enum ReceiptState
{
    /// <summary>Signed by the authority and still counting.</summary>
    Genuine = 1,

    /// <summary>Signed by the authority, revoked since.</summary>
    Revoked = 2,

    /// <summary>Signed by the authority; its period is over.</summary>
    Expired = 3,

    /// <summary>Not what the authority signed.</summary>
    NotGenuine = 4,
}

/// <summary>Why a receipt is not genuine.</summary>
public enum ReceiptFault
{
    /// <summary>No fault.</summary>
    None = 0,

    /// <summary>Neither a token nor a receipt file of a version that is known.</summary>
    Unreadable = 1,

    /// <summary>Signed by a key that is not among those of the authority.</summary>
    KeyUnknown = 2,

    /// <summary>The signature is not over these words.</summary>
    SignatureWrong = 3,

    /// <summary>The proof does not lead from the entry of the receipt to the root of the log.</summary>
    ProofWrong = 4,
}

/// <param name="Body">null when not genuine: a forger's words are not repeated; except after a wrong proof, where the words are signed</param>
/// <param name="ProofChecked">a file carries the proof, a token does not</param>
public sealed record ReceiptVerdict(ReceiptState State, ReceiptFault Fault, SignedReceipt? Receipt, bool ProofChecked)
{
    public bool Ok => State == ReceiptState.Genuine;
}

/// <summary>Checks receipts against the keys of an authority. Pure: day and revocations come in as values. Thread-safe.</summary>
public sealed class ReceiptCheck(ReceiptKeySet keys)
{
    /// <summary>One line of text, as in the QR code, or a whole file; white space around and within the line is ignored.</summary>
    /// <param name="today">local day of the authority</param>
    /// <param name="isRevoked">asked only about receipts whose signature is right</param>
    public ReceiptVerdict CheckText(string text, DateOnly today, Func<ReceiptId, bool> isRevoked)
    {
        if (text.AsSpan().TrimStart().StartsWith("{"))
        {
            return ReceiptFile.TryRead(System.Text.Encoding.UTF8.GetBytes(text)) is { } file ? Check(file, today, isRevoked) : Unreadable;
        }

        var line = text.Length > 2 * ReceiptToken.MaxLength ? string.Empty : string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return ReceiptToken.TryRead(line, out var receipt) ? Check(receipt, today, isRevoked) : Unreadable;
    }

    public static ReceiptVerdict Unreadable { get; } = new(ReceiptState.NotGenuine, ReceiptFault.Unreadable, null, false);

    public ReceiptVerdict Check(ReceiptDocument file, DateOnly today, Func<ReceiptId, bool> isRevoked)
    {
        var verdict = Check(file.Receipt, today, isRevoked);
        return verdict.Fault != ReceiptFault.None ? verdict
            : file.Proof.Proves(file.Receipt.Body) ? verdict with { ProofChecked = true }
            : new ReceiptVerdict(ReceiptState.NotGenuine, ReceiptFault.ProofWrong, file.Receipt, true);
    }

    public ReceiptVerdict Check(SignedReceipt receipt, DateOnly today, Func<ReceiptId, bool> isRevoked)
    {
        if (!keys.Holds(receipt.Signature.KeyId))
        {
            return new ReceiptVerdict(ReceiptState.NotGenuine, ReceiptFault.KeyUnknown, null, false);
        }

        if (!keys.Verifies(receipt.Signature, receipt.Body.WriteCanonical))
        {
            return new ReceiptVerdict(ReceiptState.NotGenuine, ReceiptFault.SignatureWrong, null, false);
        }

        var state = isRevoked(receipt.Body.Id) ? ReceiptState.Revoked
            : today >= receipt.Body.ValidUntil ? ReceiptState.Expired
            : ReceiptState.Genuine;
        return new ReceiptVerdict(state, ReceiptFault.None, receipt, false);
    }
}
