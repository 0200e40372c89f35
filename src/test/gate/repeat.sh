#!/usr/bin/env bash
# Runs the gate again and again and tells what failed how often and what took how long. A test that fails in one run of
# twenty, or only while something else keeps the machine busy, is found by this and by nothing else.
#
#   src/test/gate/repeat.sh [-b] [-i] [-n RUNS] [JAVA_HOME...] [-- MAVEN_ARGUMENTS...]
#
#   -b  busy: as many processes as there are cores compute something else meanwhile
#   -i  with SIGINT and SIGHUP ignored, as under nohup or in the background of a script
#   -n  how many runs; 3 unless told
#
# JAVA_HOMEs take turns. Each run has a clone of the last commit of its own, so that one may go on editing. Ends with 0
# only when every run passed. Logs, reports and a table of all tests stay in the directory that is named at the end.
set -euo pipefail

usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

runs=3 busy='' ignoring=''
while getopts 'bin:' option; do
  case $option in
    b) busy=yes ;;
    i) ignoring=yes ;;
    n) runs=$OPTARG ;;
    *) usage ;;
  esac
done
# Of a -- right behind the options nothing would be left.
[ "${*:OPTIND-1:1}" != -- ] || OPTIND=$((OPTIND - 1))
shift $((OPTIND - 1))
case $runs in '' | *[!0-9]* | 0) usage ;; esac
jdks=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  [ -x "$1/bin/javac" ] || { echo "no JDK: $1" >&2; exit 2; }
  jdks+=("$1")
  shift
done
[ $# -eq 0 ] || shift
goals=(verify)
[ $# -eq 0 ] || goals=("$@")

tree=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
[ -z "$(git -C "$tree" status --porcelain)" ] || echo "What is not committed is not tested." >&2
results=$(mktemp -d "${TMPDIR:-/tmp}/gate.XXXXXX")
load=()
run=''

stop() {
  [ ${#load[@]} -eq 0 ] || kill "${load[@]}" 2>/dev/null || true
  load=()
}

interrupted() {
  # Its process group: Maven and the JVMs that it started.
  [ -z "$run" ] || kill -- "-$run" 2>/dev/null || true
  exit 130
}
trap stop EXIT
trap interrupted INT TERM

if [ -n "$busy" ]; then
  for _ in $(seq "$(getconf _NPROCESSORS_ONLN)"); do
    (trap - INT TERM EXIT; while :; do :; done) &
    load+=($!)
  done
fi

# The gate in a directory; what it starts inherits which signals are ignored.
gate() {
  cd "$1" || return
  trap - INT TERM EXIT
  [ -z "$ignoring" ] || trap '' INT HUP
  exec ./mvnw -B -ntp "${goals[@]}"
}

failed=0
for ((i = 1; i <= runs; i++)); do
  copy=$results/tree
  git clone -q "$tree" "$copy"
  if [ ${#jdks[@]} -gt 0 ]; then
    export JAVA_HOME=${jdks[(i - 1) % ${#jdks[@]}]}
  fi
  begin=$SECONDS status=0
  # With job control, for otherwise a shell has all that it starts in the background ignore SIGINT.
  set -m
  gate "$copy" >"$results/$i.log" 2>&1 </dev/null &
  run=$!
  set +m
  wait "$run" || status=$?
  run=''
  mkdir "$results/$i"
  cp "$copy"/target/*-reports/TEST-*.xml "$results/$i" 2>/dev/null || status=1
  rm -rf "$copy"
  [ $status -eq 0 ] || failed=$((failed + 1))
  printf 'run %d: %s in %d s%s\n' "$i" "$([ $status -eq 0 ] && echo passed || echo FAILED)" $((SECONDS - begin)) \
    "${JAVA_HOME:+ with $JAVA_HOME}"
done
stop

# Of each class and each test: in how many runs it failed, in how many it ran, the longest it took, its name.
find "$results" -name 'TEST-*.xml' -exec cat {} + | awk '
  function attribute(name,  parts) {
    return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
  }
  function seen(name, seconds) {
    ran[name]++
    failures[name] += 0
    if (seconds > slowest[name]) slowest[name] = seconds
  }
  function failed(name) {
    if (!((suites, name) in known)) failures[name]++
    known[suites, name] = 1
  }
  /^<testsuite / { suites++; class = attribute("name"); seen(class, attribute("time") + 0) }
  /^ *<testcase / { test = class " " attribute("name"); seen(test, attribute("time") + 0) }
  /^ *<(failure|error|flakyFailure|flakyError)[ >]/ { failed(class); failed(test) }
  END { for (name in ran) printf "%d\t%d\t%.1f\t%s\n", failures[name], ran[name], slowest[name], name }
' | sort -t "$(printf '\t')" -k1,1nr -k3,3nr >"$results/tests.txt"

echo
printf 'failed\truns\tslowest\ttest\n'
awk -F '\t' '$4 !~ / /' "$results/tests.txt"
echo
awk -F '\t' '$1 > 0 && $4 ~ / /' "$results/tests.txt"
awk -F '\t' -v failed=$failed -v runs="$runs" '$4 ~ / / { all += $1 }
  END { printf "%d failures of tests, %d of %d runs failed\n", all, failed, runs }' "$results/tests.txt"
echo "$results"
[ $failed -eq 0 ]
