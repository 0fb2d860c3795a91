# Two hosts of a race's own: network namespaces joined by a veth pair, without offload, gone when the script ends.
left=weir-race-l$$ right=weir-race-r$$
namespaces_end() {
  ip netns pids "$left" 2>/dev/null | xargs -r kill 2>/dev/null || true
  ip netns pids "$right" 2>/dev/null | xargs -r kill 2>/dev/null || true
  ip netns del "$left" 2>/dev/null || true
  ip netns del "$right" 2>/dev/null || true
}

namespaces_begin() {
  trap namespaces_end EXIT
  ip netns add "$left"
  ip netns add "$right"
  ip link add vleft netns "$left" type veth peer name vright netns "$right"
  local end
  for end in "$left vleft 1" "$right vright 2"; do
    set -- $end
    ip netns exec "$1" sysctl -qw net.ipv6.conf.all.accept_dad=0 "net.ipv6.conf.$2.accept_dad=0"
    ip -n "$1" address add "10.77.0.$3/24" dev "$2"
    ip -n "$1" address add "fd77::$3/64" dev "$2" nodad
    ip -n "$1" link set lo up
    ip -n "$1" link set "$2" up
    ip netns exec "$1" ethtool -K "$2" tso off gso off gro off tx off rx off >/dev/null 2>&1 || true
  done
}
