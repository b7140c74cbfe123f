using FsCheck;
using FsCheck.Fluent;
using SocialInsurance.Service.Grpc;

namespace SocialInsurance.Service.Tests.Grpc;

public sealed class GrpcMessageTextTests
{
    [Theory]
    [InlineData("purpose: a, b; c=d", "purpose: a, b; c=d")]
    [InlineData("100 %", "100 %25")]
    [InlineData("中\r\n", "%E4%B8%AD%0D%0A")]
    public void Message_is_encoded_only_where_it_must_be(string message, string expected) => Assert.Equal(expected, GrpcMessageText.Encode(message));

    [Fact]
    public void Message_of_any_text_is_printable_and_comes_back() =>
        Prop.ForAll<NonNull<string>>(any =>
        {
            var message = any.Get.Replace('\uD800', ' ').Replace('\uDC00', ' ');
            var encoded = GrpcMessageText.Encode(message);
            return encoded.All(character => character is >= ' ' and <= '~')
                && (message.Any(char.IsSurrogate) || Uri.UnescapeDataString(encoded) == message);
        }).QuickCheckThrowOnFailure();
}
