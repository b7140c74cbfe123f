using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocialInsurance.Service.Tests;

/// <summary>Whoever sends a byte now and then is not waited for (slow-loris), and holds nobody up.</summary>
public sealed class SlowUploadTests
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_or_body_that_drips_is_hung_up_on_while_others_are_served()
    {
        await using var service = await RunningService.StartAsync();
        var slow = Task.WhenAll(
            DripAsync(service, "POST /api/v1/overview HTTP/1.1\r\nHost: localhost\r\nX-"),
            DripAsync(service, "POST /api/v1/overview HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"));

        using var other = await service.Http.GetAsync("/healthz", Token);
        var answers = await slow;

        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.All(answers, answer => Assert.DoesNotContain(" 200 ", answer, StringComparison.Ordinal));
    }

    /// <summary>Sends a byte at a time until the host hangs up; what it said, perhaps nothing.</summary>
    private static async Task<string> DripAsync(RunningService service, string head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Addresses.Http.Host, service.Addresses.Http.Port, Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Token);
        using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var dripping = SendForeverAsync(stream, hungUp.Token);
        using var said = new MemoryStream();
        try
        {
            await stream.CopyToAsync(said, Token);
        }
        catch (IOException)
        {
            // hung up without a word
        }

        await hungUp.CancelAsync();
        await dripping;
        return Encoding.ASCII.GetString(said.ToArray());
    }

    private static async Task SendForeverAsync(NetworkStream stream, CancellationToken hungUp)
    {
        try
        {
            while (true)
            {
                await stream.WriteAsync("a"u8.ToArray(), hungUp);
                await Task.Delay(Between, hungUp);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // the host has hung up
        }
    }
}
