using System.Text.Json;
using SocialInsurance.Contracts;
using SocialInsurance.Contracts.Person;
using SocialInsurance.Eligibility.Auditing;
using SocialInsurance.Eligibility.Retention;
using SocialInsurance.Service.Failures;
using SocialInsurance.Service.Hosting;
using SocialInsurance.Service.Platform;

namespace SocialInsurance.Service.Person;

/// <summary>What is held about the person, on what basis and until when; a copy of it; and its erasure where law allows. For the person only.</summary>
internal sealed class HeldDataDesk(PlatformPorts ports, ErasePersonData erase, TimeProvider clock)
{
    // what an erasure on request takes; the rest stays, and the table says why
    private static readonly RetainedKind[] Erasable =
        [RetainedKind.References, RetainedKind.SupersededReferences, RetainedKind.ReviewFrames, RetainedKind.Contacts, RetainedKind.Devices, RetainedKind.Feedback];

    internal async Task<ApiAnswer> ListAsync(PersonCall call)
    {
        if ((call.RefuseHelper() ?? call.FindBeneficiary(out _)) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        return ports.HeldData is { } held
            ? ApiAnswer.Ok(new HeldListDto(ports.Retention.Version, await KindsAsync(held, call)), ContractsJson.Default.HeldListDto)
            : ApiAnswer.Of(ServiceFailure.NotFound);
    }

    internal async Task<ApiAnswer> CopyAsync(PersonCall call)
    {
        if ((call.RefuseHelper() ?? call.FindBeneficiary(out _)) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (ports.HeldData is not { } held)
        {
            return ApiAnswer.Of(ServiceFailure.NotFound);
        }

        var sections = await new TakePersonCopy(ports.Store, held, clock).ExecuteAsync(call.Claim.Beneficiary!.Value, call.Aborted);
        call.Http.Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        return new ApiAnswer(200, Write(sections, await KindsAsync(held, call)));
    }

    /// <summary>Needs the word in the body: nothing is erased by a slip.</summary>
    internal async Task<ApiAnswer> EraseAsync(PersonCall call)
    {
        if ((call.RefuseHelper() ?? call.FindBeneficiary(out _)) is { } refused)
        {
            return ApiAnswer.Of(refused);
        }

        if (ports.HeldData is not { } held || call.Read(ContractsJson.Default.ErasePersonDataRequest) is not { Confirm: true })
        {
            return ApiAnswer.Of(ServiceFailure.BadRequest);
        }

        var erased = await erase.ExecuteAsync(call.Claim.Beneficiary!.Value, call.Aborted);
        var kinds = await KindsAsync(held, call);
        return ApiAnswer.Ok(
            new ErasedPersonDataDto(erased.FaceEnded, Count(AuditKind.ContactChanged), Count(AuditKind.DeviceChanged), Count(AuditKind.FeedbackGiven), kinds),
            ContractsJson.Default.ErasedPersonDataDto);

        int Count(AuditKind kind) => erased.Records.GetValueOrDefault(kind);
    }

    private async Task<IReadOnlyList<HeldKindDto>> KindsAsync(IHeldDataReader held, PersonCall call) =>
        [.. (await held.ReadAsync(call.Claim.Beneficiary!.Value, call.Aborted)).Select(kind => Write(kind, ports.Retention[kind.Kind]))];

    private static HeldKindDto Write(HeldKind held, RetentionLine line) => new(
        RetentionFile.SpellingOf(held.Kind),
        new TextDto(line.Zh, line.En),
        held.Count,
        held.Since,
        held.Until,
        TermOf(line.Keep),
        new TextDto(line.BasisZh, line.BasisEn),
        Erasable.Contains(held.Kind));

    private static TextDto TermOf(RetentionTerm keep)
    {
        var text = ServiceTexts.Get($"HeldTerm{keep.Unit}");
        return new TextDto(string.Format(System.Globalization.CultureInfo.InvariantCulture, text.Zh, keep.Count), string.Format(System.Globalization.CultureInfo.InvariantCulture, text.En, keep.Count));
    }

    private byte[] Write(IReadOnlyList<CopySection> sections, IReadOnlyList<HeldKindDto> kinds)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("form", "sicert-my-data/1");
            writer.WriteString("madeAt", clock.GetUtcNow());
            writer.WriteString("authority", ports.Authority);
            writer.WritePropertyName("held");
            JsonSerializer.Serialize(writer, kinds, ContractsJson.Default.IReadOnlyListHeldKindDto);
            foreach (var section in sections)
            {
                WriteSection(writer, section);
            }

            writer.WriteStartArray("notIncluded");
            foreach (var number in Enumerable.Range(1, 3))
            {
                var text = ServiceTexts.Get(FormattableString.Invariant($"HeldNotIncluded{number}"));
                writer.WriteStringValue($"{text.Zh} ({text.En})");
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteSection(Utf8JsonWriter writer, CopySection section)
    {
        writer.WriteStartArray(section.Name);
        foreach (var row in section.Rows)
        {
            writer.WriteStartObject();
            foreach (var (name, value) in row)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case long number: writer.WriteNumberValue(number); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case DateOnly day: writer.WriteStringValue(day.ToString("O", System.Globalization.CultureInfo.InvariantCulture)); break;
            case DateTimeOffset at: writer.WriteStringValue(at); break;
            default: throw new InvalidOperationException($"copy: no form for {value.GetType().Name}");
        }
    }
}
