# What the races share: the captures, timing in turn, medians.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
data=artifacts/bench
mkdir -p "$data"
rounds=${ROUNDS:-5}
weir=artifacts/weir/weir

# capture NAME GENERATOR-ARGUMENTS...: makes a capture once.
capture() {
  local path=$data/$1.pcap
  shift
  [[ -f $path ]] || dotnet run --project bench/Weir.TrafficGenerator --configuration Release -- "$@" "$path" >&2
  echo "$path"
}

# sink: a UDP port that takes everything and reads nothing, so that no program waits for another. Sets sink_port; ends with the script.
sink() {
  exec 7< <(exec perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Proto => "udp", LocalAddr => "127.0.0.1") or die; $| = 1; print $s->sockport, "\n"; sleep 3600')
  sink_pid=$!
  trap 'kill "$sink_pid" 2>/dev/null || true' EXIT
  read -r sink_port <&7
}

# timed LABEL COMMAND...: runs it, appends "label cpu-seconds wall-seconds peak-KiB".
timed() {
  local label=$1
  shift
  /usr/bin/time -f "$label %U %S %e %M" -o "$data/one" "$@" >/dev/null 2>"$data/stderr" || { cat "$data/stderr" >&2; return 1; }
  awk '{ printf "%s %.3f %.3f %d\n", $1, $2 + $3, $4, $5 }' "$data/one" >>"$data/times"
}

# medians COUNT-IN-MILLIONS: one line a label: median CPU s, CPU s per million, wall s, peak MiB, ratio of CPU to the first label.
medians() {
  awk -v millions="$1" '
    function median(text, n,   v) { n = split(text, v, " "); asort_numeric(v, n); return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2 }
    function asort_numeric(v, n,   i, j, t) { for (i = 2; i <= n; i++) { t = v[i]; for (j = i - 1; j >= 1 && v[j] + 0 > t + 0; j--) v[j + 1] = v[j]; v[j + 1] = t } }
    !($1 in cpu) { order[++labels] = $1 }
    { cpu[$1] = cpu[$1] " " $2; wall[$1] = wall[$1] " " $3; if ($4 > peak[$1]) peak[$1] = $4 }
    END {
      printf "| program | CPU s | CPU s per million | wall s | peak MiB | CPU against weir |\n|---|---|---|---|---|---|\n"
      first = median(cpu[order[1]])
      for (i = 1; i <= labels; i++) { l = order[i]; c = median(cpu[l]); printf "| %s | %.2f | %.3f | %.2f | %d | %.1fx |\n", l, c, c / millions, median(wall[l]), peak[l] / 1024, c / first }
    }' "$data/times"
}
