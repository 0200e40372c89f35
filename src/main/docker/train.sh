#!/bin/bash
# Serves until it is ready, as the chart runs it, and stops in order: the JVM then writes what it has loaded to the cache.
set -euo pipefail

/opt/jre/bin/java @java.options -XX:AOTCacheOutput="$1" -jar "$PWD/echocast.jar" --management.server.port=8081 &
server=$!

ready() {
  exec 3<>/dev/tcp/127.0.0.1/8081 || return
  printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
  grep -q '"UP"' <&3
}

until ready 2>/dev/null; do
  kill -0 $server
  sleep 0.1
done
kill -TERM $server
# 143: the orderly end of a JVM that obeyed SIGTERM.
wait $server || [ $? -eq 143 ]
test -s "$1"
