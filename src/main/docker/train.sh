#!/bin/bash
# Serves as the chart runs it until it is ready, echoes one message and stops in order: the JVM then writes what it has
# loaded to the cache.
set -euo pipefail

# The collector is that of a small container, not the builder's; the cache serves any.
/opt/jre/bin/java @java.options -XX:+UseSerialGC -XX:AOTCacheOutput="$1" -jar "$PWD/echocast.jar" --management.server.port=8081 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT

connect() {
  exec 3<>"/dev/tcp/127.0.0.1/$1"
}

ready() {
  connect 8081 || return
  printf 'GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
  grep -q '"UP"' <&3
}

# The frames are masked with zeros: the text "trained" and an empty close.
echoes() {
  connect 8080
  printf 'GET /ws/echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' >&3
  printf 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n' >&3
  while read -r line <&3 && [ "$line" != $'\r' ]; do :; done
  printf '\x81\x87\0\0\0\0trained\x88\x80\0\0\0\0' >&3
  grep -aq trained < <(timeout 10 cat <&3)
}

until ready 2>/dev/null; do
  kill -0 $server
  sleep 0.1
done
echoes
kill -TERM $server
# 143: the orderly end of a JVM that obeyed SIGTERM.
wait $server || [ $? -eq 143 ]
test -s "$1"
