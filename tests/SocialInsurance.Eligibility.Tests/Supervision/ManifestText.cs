namespace SocialInsurance.Eligibility.Tests.Supervision;

/// <summary>A manifest of one delivery, as a run publishes it.</summary>
internal static class ManifestText
{
    /// <param name="asOf">yyyy-MM-dd</param>
    public static string Of(string asOf, bool held, string lastOn) =>
        $$"""
        { "programVersion": "test", "asOf": "{{asOf}}", "subjects": 100, "sources": [], "registerDescriptorDigests": [], "unclaimed": [], "elapsedMs": 1,
          "inputs": [ { "file": "cremation.csv", "source": "cremation", "sha256": "ab{{asOf}}", "sizeBytes": 10,
            "statistics": { "subjects": 100, "read": 900, "accepted": 900, "checksumFailures": 0, "matched": 900, "nameDisagreed": 0, "sampled": 900, "sampleStride": 1, "lastOn": "{{lastOn}}" },
            "brake": { "decision": "{{(held ? "held" : "applied")}}", "limitsVersion": "1", "knownDeliveries": 3, "sameContentAs": null, "release": null,
              "checks": [ { "measure": "volume", "unit": "records", "value": 900, "low": 10, "high": 50, "basis": "history", "isOutside": {{(held ? "true" : "false")}} } ] } } ] }
        """;
}
