using System.Diagnostics;
using Weir.TrafficGenerator;

if (!TrafficOptions.TryParse(args, out TrafficOptions options, out string? error))
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(TrafficOptions.Usage);
    return 2;
}

long started = Stopwatch.GetTimestamp();
using CaptureWriter capture = new(options);
int[] packetsLeft = new int[options.Flows];
// The same schedule is drawn twice: a flow's last packet is known only when all have been drawn.
foreach (FlowTurn turn in PacketSchedule.Draw(options)) packetsLeft[turn.Flow]++;
foreach (FlowTurn turn in PacketSchedule.Draw(options)) capture.Write(turn, isLast: --packetsLeft[turn.Flow] == 0);
capture.Finish();
Console.WriteLine(
    $"{options.Path}: {options.Packets} packets, {options.Flows} distinct 5-tuples, {capture.IpOctets} octets of IP, "
    + $"{capture.FileOctets} octets of file, {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
return 0;
