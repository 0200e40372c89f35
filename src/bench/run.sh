#!/usr/bin/env bash
# Measures echocast against its peers, side by side: every server on one core, the load generator on another, and the
# rounds interleaved, so that whatever disturbs the machine disturbs all of them alike. Compare the ratios, not the rates.
#
#   run.sh [echocast.jar]            default: target/echocast.jar
#
# WSLOAD            the load generator              (target/bench/wsload)
# BENCH_BIN         where the peers were built      (target/bench)
# PEERS             which of websocketpp bun node-ws to compare with   ("websocketpp bun")
# CASES             subset of the cases below       (all)
# ROUNDS            rounds, of which the median is taken               (3)
# SECONDS_PER_RUN   measured seconds of each run    (5)
# JAVA, JAVA_OPTS   the JVM and its options         (java, none)
# SERVER_CORE, LOAD_CORE                            (0, 1)
# BASE_PORT         first of the ports to use       (9200)
set -euo pipefail

jar=${1:-target/echocast.jar}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${BENCH_BIN:-target/bench}
wsload=${WSLOAD:-$bin/wsload}
read -ra peers <<<"${PEERS-websocketpp bun}"
rounds=${ROUNDS:-3}
seconds=${SECONDS_PER_RUN:-5}
java=${JAVA:-java}
read -ra java_opts <<<"${JAVA_OPTS:-}"
server_core=${SERVER_CORE:-0}
load_core=${LOAD_CORE:-1}
port=${BASE_PORT:-9200}

# name -> mode, wsload's options, and which of its figures to report in which unit
declare -A load=(
  [echo-64-d1]="echo -c 100 -s 64 -d 1"
  [echo-64-d16]="echo -c 100 -s 64 -d 16"
  [echo-16k-d1]="echo -c 100 -s 16384 -d 1"
  [cast-1000-w1]="cast -c 1000 -s 128 -d 1"
  [cast-1000-w8]="cast -c 1000 -s 128 -d 8"
)
declare -A figure=(
  [echo-64-d1]="msgs_per_s msg/s"
  [echo-64-d16]="msgs_per_s msg/s"
  [echo-16k-d1]="mb_per_s MB/s"
  [cast-1000-w1]="msgs_per_s deliveries/s"
  [cast-1000-w8]="msgs_per_s deliveries/s"
)
read -ra cases <<<"${CASES:-echo-64-d1 echo-64-d16 echo-16k-d1 cast-1000-w1 cast-1000-w8}"

die() { echo "run.sh: $*" >&2; exit 1; }

for c in "${cases[@]}"; do [[ -n ${load[$c]:-} ]] || die "unknown case '$c'; known: ${!load[*]}"; done
for tool in taskset jq awk; do command -v "$tool" >/dev/null || die "needs $tool"; done
[[ -x $wsload ]] || die "no load generator at $wsload (see README.md, or set WSLOAD)"

tmp=$(mktemp -d)
declare -A pid_of port_of
cleanup() {
  trap - EXIT
  # Only what was started here. The groups of this script are left alone: it may run inside somebody else's.
  for p in "${pid_of[@]}"; do kill "$p" 2>/dev/null || true; done
  for p in "${pid_of[@]}"; do
    for _ in {1..30}; do kill -0 "$p" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$p" 2>/dev/null || true
  done
  rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# 1000 subscribers and the publisher do not fit into the customary 1024 descriptors of a server.
ulimit -S -n 8192 || die "needs 8192 file descriptors"

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() { # name command...; the command gets pinned, and taskset replaces itself by it, so $! is the server's own pid
  local name=$1 p=$port
  shift
  # Otherwise the server fails to bind, and the figures would be those of a stranger.
  ! port_open "$p" || die "port $p is taken; set BASE_PORT"
  taskset -c "$server_core" "$@" >"$tmp/$name.log" 2>&1 &
  pid_of[$name]=$! port_of[$name]=$p
  port=$((port + 1))
  for _ in {1..300}; do
    kill -0 "${pid_of[$name]}" 2>/dev/null || break
    if port_open "$p"; then servers+=("$name"); return; fi
    sleep 0.1
  done
  cat "$tmp/$name.log" >&2
  die "$name did not come up on port $p"
}

load_once() { # name case warm-up seconds -> wsload's JSON, checked
  local name=$1 case=$2 mode opts json want
  read -r mode opts <<<"${load[$case]}"
  # shellcheck disable=SC2086 # $opts are several words
  json=$(taskset -c "$load_core" "$wsload" "$mode" 127.0.0.1 "${port_of[$name]}" \
    "/ws/$([[ $mode = cast ]] && echo broadcast || echo echo)" $opts -w "$3" -t "$4" -P "${pid_of[$name]}") || true
  # A refused or lost connection makes the rest of them look faster than they are, so such a run counts for nothing.
  want=$(awk -v mode="$mode" '{ print $2 + (mode == "cast") }' <<<"$opts")
  if ! jq -e --argjson want "$want" \
    '.errors == 0 and .closed == 0 and .conns == $want and .msgs_per_s > 0' <<<"$json" >/dev/null 2>&1; then
    tail -n 20 "$tmp/$name.log" >&2
    die "$name failed in $case: ${json:-no answer from $wsload}"
  fi
  echo "$json"
}

servers=()
if [[ -f $jar ]]; then
  start echocast "$java" "${java_opts[@]}" -jar "$jar" "--server.port=$port"
else
  echo "run.sh: no $jar: measuring the peers only" >&2
fi
for peer in "${peers[@]}"; do
  case $peer in
    websocketpp) start websocketpp "$bin/websocketpp" "$port" ;;
    bun) start bun "$bin/node_modules/.bin/bun" run "$here/peers/bun.ts" "$port" ;;
    node-ws) NODE_PATH=$bin/node_modules start node-ws node "$here/peers/node-ws.mjs" "$port" ;;
    *) die "unknown peer '$peer'; known: websocketpp bun node-ws" ;;
  esac
done
((${#servers[@]})) || die "nothing to measure"

# The compilers of a JVM need longer than the rest, and to have seen every kind of load. The time is shared out over
# the cases, rounded up.
for s in "${servers[@]}"; do
  total=2
  [[ $s != echocast ]] || total=8
  each=$(((total + ${#cases[@]} - 1) / ${#cases[@]}))
  for c in "${cases[@]}"; do load_once "$s" "$c" 0 "$each" >/dev/null; done
done

for ((r = 1; r <= rounds; r++)); do
  for c in "${cases[@]}"; do
    read -r key unit <<<"${figure[$c]}"
    for ((i = 0; i < ${#servers[@]}; i++)); do
      s=${servers[(i + r - 1) % ${#servers[@]}]} # each round starts with another one: none always comes first
      json=$(load_once "$s" "$c" 1 "$seconds")
      read -r value cpu < <(jq -r --arg key "$key" --argjson t "$seconds" \
        '"\(.[$key]) \(100 * .server_cpu_s / $t | round)"' <<<"$json")
      echo "$c $s $value $cpu" >>"$tmp/results"
      printf 'round %d  %-12s  %-12s %10.0f %s  (server at %d%% of its core)\n' "$r" "$c" "$s" "$value" "$unit" "$cpu" >&2
      sleep 0.3 # let the server finish with the closed connections before the next one is loaded
    done
  done
done

# The medians, and echocast's relative to each peer's.
awk -v servers="${servers[*]}" -v cases="${cases[*]}" -v units="$(for c in "${cases[@]}"; do echo "${figure[$c]#* }"; done | xargs)" '
  function median(c, s,    n, i, j, t, v) {
    n = split(substr(values[c, s], 2), v, " ")
    for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] + 0 > v[j] + 0; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
    return n % 2 ? v[(n + 1) / 2] + 0 : (v[n / 2] + v[n / 2 + 1]) / 2
  }
  { values[$1, $2] = values[$1, $2] " " $3; if ($4 < 95) starved++ }
  END {
    ns = split(servers, s, " "); nc = split(cases, c, " "); split(units, u, " ")
    printf "\n%-13s %-13s", "median", ""
    for (i = 1; i <= ns; i++) printf " %12s", s[i]
    if (s[1] == "echocast") for (i = 2; i <= ns; i++) printf " %14s", "/ " s[i]
    print ""
    for (k = 1; k <= nc; k++) {
      printf "%-13s %-13s", c[k], u[k]
      for (i = 1; i <= ns; i++) printf " %12.0f", median(c[k], s[i])
      if (s[1] == "echocast") for (i = 2; i <= ns; i++) printf " %14.2f", median(c[k], "echocast") / median(c[k], s[i])
      print ""
    }
    # Either something else ran on the two cores, or the load generator was the slower side: both hide differences.
    if (starved) printf "\nIn %d of %d runs the server used less than 95%% of its core: distrust their cases.\n", starved, NR
  }' "$tmp/results"
