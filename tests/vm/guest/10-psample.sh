# weir run samples va by the kernel and sends sFlow to where nobody is but tcpdump. A step is a directory of results; most are reached by SIGHUP.
. /common
hosts

configure() {
  cat >/tmp/weir.conf <<CONF
flow-export {
    collector c { address 10.8.0.2; port ${3:-6343}; protocol ${2:-sflow}; agent-address 10.9.0.1; polling-interval 3600; }
    metering { idle-timeout 2; }
    sampling { $1 }
}
control { socket /run/weir.sock; }
CONF
}

start() {
  : >/tmp/weir.log
  /bin/ip netns exec a /weir/weir run -c /tmp/weir.conf >>/tmp/weir.log 2>&1 &
  weir=$!
  await grep -q "the kernel samples" /tmp/weir.log
}

# Begins a step: $1 is its name, $2 the inner part of the sampling section, $3 the protocol, $4 the port.
begin() {
  step=/results/$1
  mkdir -p "$step"
  configure "$2" "$3" "$4"
  : >/tmp/weir.log
  kill -HUP $weir
  await grep -q "is in force" /tmp/weir.log
  await grep -q "the kernel samples" /tmp/weir.log
  record
}

record() {
  /bin/ip netns exec a tcpdump -Z root -i vs -U -B 8192 -w "$step/export.pcap" udp 2>"$step/tcpdump.log" &
  tcpdump=$!
  await grep -q listening "$step/tcpdump.log"
}

# What there is of filters now.
filters() {
  in_a tc qdisc show dev "${2:-va}"
  in_a tc -s filter show dev "${2:-va}" ingress
  in_a tc -s filter show dev "${2:-va}" egress
} >"$step/$1"

# Ends a step: what is due leaves within a second.
finish() {
  sleep 1
  filters running.txt
  kill -TERM $tcpdump
  wait $tcpdump
  cp /tmp/weir.log "$step/weir.log"
}

# Ends the program as a service manager does.
terminate() {
  kill -TERM $weir
  wait $weir
  echo $? >"$step/exit"
  filters after.txt
}

sampled() { in_a tc filter show dev va egress | grep -q sample; }

# What goes over netlink when tc sets up a filter, and when weir does and takes in samples: bytes for the tests of the codec.
step=/results/recording
mkdir -p $step
in_a ip link add nlmon0 type nlmon
in_a ip link set nlmon0 up
/bin/ip netns exec a tcpdump -Z root -i nlmon0 -s 0 -U -w $step/netlink.pcap 2>$step/tcpdump.log &
tcpdump=$!
await grep -q listening $step/tcpdump.log
in_a tc qdisc add dev va clsact
in_a tc filter add dev va ingress pref 49152 matchall action sample rate 1024 group 1 trunc 128 continue
in_a tc qdisc del dev va clsact
configure "interface va { rate 1; group 5; }"
start
in_a ping -q -c 3 -i 0.2 10.9.0.2
finish
in_a ip link del nlmon0

begin exact "interface va { rate 1; trunc-size 64; }"
echoes 500 1000
finish

begin half "interface va { rate 2; group 7; }"
echoes 4000 56
finish

begin ingress "interface va { rate 1; direction ingress; trunc-size 1500; }"
echoes 200 1200
finish

begin egress "interface va { rate 1; direction egress; }"
echoes 200 56
finish

# Stopped, it cannot keep up; what is lost must be told.
begin lost "receive-buffer 1; interface va { rate 1; trunc-size 1500; }"
kill -STOP $weir
echoes 3000 600
kill -CONT $weir
sleep 1
echoes 10 56
finish
in_a /weir/weir show sampling --socket /run/weir.sock >$step/sampling.json

# Sampled packets are metered, too.
begin flows "interface va { rate 2; flows true; }" ipfix 4739
echoes 2000 56
sleep 3
finish

# Sampling that somebody takes away comes back; an interface that goes is waited for.
begin lasting "interface va { rate 1; }"
in_a tc qdisc del dev va clsact
await grep -q "set up again" /tmp/weir.log
await sampled
in_a ip link set va down
in_a ip link set va name vx
await grep -q "is gone" /tmp/weir.log
filters renamed.txt vx
in_a ip link set vx name va
in_a ip link set va up
in_a ip neighbour replace 10.9.0.2 lladdr "$(in_b cat /sys/class/net/vb/address)" dev va nud permanent
await sampled
echoes 50 56
finish
terminate

# A filter that others set up, with a verdict, is neither in the way nor taken away. Killed, weir leaves its own; the next one replaces them.
step=/results/others
mkdir -p $step
in_a tc qdisc add dev va clsact
in_a tc filter add dev va ingress pref 10 protocol all matchall action ok
configure "interface va { rate 1; }"
start
kill -KILL $weir
wait $weir
filters killed.txt
start
record
echoes 100 56
finish
terminate
