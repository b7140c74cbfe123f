using SocialInsurance.Contracts.Person;

namespace SocialInsurance.Contracts.Receipts;

/// <summary>
/// Answer of <c>GET /api/v1/me/receipts/{receiptId}</c>: what the certificate page shows. The file that verifies is
/// <c>GET /api/v1/me/receipts/{receiptId}/file</c>.
/// </summary>
/// <param name="Token">the receipt as one line of text, also inside the QR code; holds no citizen number</param>
/// <param name="QrSvg">the QR code as a picture without script or style</param>
public sealed record ReceiptDto(
    string ReceiptId,
    string MaskedName,
    string MaskedDocument,
    string Method,
    DateOnly CertifiedOn,
    DateOnly ValidUntil,
    DateTimeOffset IssuedAt,
    string Authority,
    string Token,
    string QrSvg,
    bool Revoked);

/// <summary>Body of <c>POST /api/v1/receipts/verify</c>: public, no sign-in.</summary>
/// <param name="Token">one line of text, as in the QR code, or the whole file</param>
public sealed record VerifyReceiptRequest(string Token);

/// <summary>Whether a receipt is genuine; says no more about the person than the receipt does.</summary>
/// <param name="State"><c>genuine</c>, <c>revoked</c>, <c>expired</c> or <c>notGenuine</c></param>
/// <param name="LogSize">size of the audit log whose root the proof reaches</param>
public sealed record ReceiptVerdictDto(
    string State,
    TextDto Text,
    string? ReceiptId,
    DateOnly? CertifiedOn,
    DateOnly? ValidUntil,
    string? Authority,
    long? LogSize,
    string? RootHash);

/// <summary>Answer of <c>GET /api/v1/receipts/keys</c>: current and former keys of the authority, oldest first.</summary>
public sealed record ReceiptKeysDto(string Authority, IReadOnlyList<ReceiptKeyDto> Keys);

/// <param name="KeyId">eight hexadecimal digits: the beginning of the fingerprint</param>
/// <param name="Suite"><c>EcdsaP256Sha256</c> or <c>Sm2Sm3</c></param>
/// <param name="Fingerprint">SHA-256 over SubjectPublicKeyInfo, hexadecimal</param>
/// <param name="PublicKey">SubjectPublicKeyInfo in PEM</param>
public sealed record ReceiptKeyDto(string KeyId, string Suite, string Fingerprint, string PublicKey);

/// <summary>Body of <c>POST /api/v1/staff/receipts/{receiptId}/revocation</c>.</summary>
/// <param name="Reason"><c>decisionUndone</c>, <c>certificationCorrected</c> or <c>issuedInError</c></param>
public sealed record RevokeReceiptRequest(string Reason);
