namespace SocialInsurance.Browser.Tests.Kiosk;

/// <summary>
/// What a walk through the page needs of a service: where it is, whom it knows, and the code that only the person's phone shows.
/// The test double implements it; a real host with real models can take its place without a change in the walk.
/// </summary>
internal interface IRetireeService : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>Number and name of somebody who is due, has a reference photograph and a phone on record.</summary>
    (string Number, string Name) DuePerson { get; }

    /// <summary>The newest one-time code sent out.</summary>
    Task<string> NewestCodeAsync();
}
