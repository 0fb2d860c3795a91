using Weir.Capture.Netlink;
using Weir.Capture.NfLog;

namespace Weir.Capture.Tests.Netfilter;

public sealed class NfLogMessageTests
{
    [Fact]
    public void Interfaces_mark_time_number_and_payload_are_read()
    {
        List<string> told = [];
        for (NetlinkMessages walk = new(RecordedMessages.LoggedDatagram); walk.TryRead(out NetlinkHeader header, out ReadOnlySpan<byte> body);)
        {
            // Several packets in a datagram end with a message that says so.
            if (header.Type == NetlinkHeader.Done) break;
            Assert.Equal(NfLogMessage.PacketType, header.Type);
            Assert.True(NfLogMessage.TryRead(body, out NfLogMessage message));
            told.Add($"{message.Protocol:x} hook {message.Hook} in {message.InputInterface} out {message.OutputInterface} mark {message.Mark:x} #{message.Sequence} {message.Payload.Length} {message.TimeNs != 0}");
            Assert.True(message.Ethernet.IsEmpty, "the header of a loopback interface is none");
        }

        Assert.Equal(
            [
                "800 hook 3 in 0 out 1 mark 0 #0 64 False", "800 hook 1 in 1 out 0 mark 77 #1 128 True",
                "800 hook 3 in 0 out 1 mark 0 #2 64 False", "800 hook 1 in 1 out 0 mark 77 #3 128 True",
            ],
            told);
    }

    [Fact]
    public void A_configuration_is_what_libnetfilter_log_sends()
    {
        Span<byte> to = stackalloc byte[64];
        int length = NfLogGroup.Write(to, new NfLogOptions { Group = 5, CopyRange = 256, QueueThreshold = 32, Timeout = TimeSpan.FromMilliseconds(100) });
        // nfgenmsg, CMD bind, MODE 256 packet, NLBUFSIZ 128 KiB, TIMEOUT 10, QTHRESH 32, FLAGS seq.
        Assert.Equal(
            "00000005" + "0500010001000000" + "0A00020000000100020" + "00000" + "0800030000020000" + "080004000000000A" + "0800050000000020" + "0600060000010000",
            Convert.ToHexString(to[..length]));
    }

    [Fact]
    public void Damaged_messages_are_values_not_exceptions()
    {
        var random = new Random(11);
        byte[] whole = RecordedMessages.LoggedDatagram;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] mutated = whole[..random.Next(1, whole.Length + 1)];
            for (int n = random.Next(1, 8); n > 0; n--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            for (NetlinkMessages walk = new(mutated); walk.TryRead(out _, out ReadOnlySpan<byte> body);)
            {
                if (NfLogMessage.TryRead(body, out NfLogMessage message)) Assert.True(message.TimeNs >= 0);
            }
        }
    }
}
