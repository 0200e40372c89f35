{{/*
What somebody should look at, and nothing else: each alert names a harm to peers or an approaching one. The chapter on
alerts in the operations manual says what to do.
*/}}
{{- define "echocast.alerts" -}}
{{- $all := printf "{%s}" .selector }}
{{- $bug := printf "{%s, code=\"1011\", by=\"server\"}" .selector }}
{{- $slow := printf "{%s, code=\"1013\", by=\"server\"}" .selector }}
{{- $heap := printf "{%s, area=\"heap\"}" .selector }}
{{- /* Prometheus fills these in. */}}
{{- $pod := "{{ $labels.pod }}" }}
{{- $reason := "{{ $labels.reason }}" }}
{{- $endpoint := "{{ $labels.endpoint }}" }}
{{- $policy := "{{ $labels.policy }}" }}
{{- $value := "{{ $value | humanize }}" }}
- alert: EchocastDown
  expr: 'up{{ $all }} == 0'
  for: 3m
  severity: critical
  summary: 'An Echocast pod does not answer'
  description: 'Prometheus has not been able to scrape {{ $pod }} for three minutes.'
- alert: EchocastAbsent
  expr: 'absent(up{{ $all }})'
  for: 5m
  severity: critical
  summary: 'No Echocast pod is left'
  description: 'There is not one pod to scrape: no peer is served.'
- alert: EchocastRestarting
  expr: 'changes(process_start_time_seconds{{ $all }}[30m]) > 2'
  for: 0m
  severity: critical
  summary: 'An Echocast container restarts again and again'
  description: '{{ $pod }} has started {{ $value }} times within half an hour; each time it cut all its sessions.'
- alert: EchocastRejectsHandshakes
  expr: 'sum by (namespace, reason) (rate(echocast_handshakes_rejected_total{{ $all }}[5m])) > on() group_left() 0.05 * (sum(rate(echocast_sessions_opened_total{{ $all }}[5m])) or vector(0))'
  for: 10m
  severity: warning
  summary: 'Echocast turns peers away ({{ $reason }})'
  description: 'More than one handshake in twenty has been rejected for ten minutes, because of {{ $reason }}.'
- alert: EchocastDropsMessages
  expr: 'sum by (namespace, pod, endpoint, policy) (rate(echocast_messages_dropped_total{{ $all }}[5m])) > 0'
  for: 10m
  severity: warning
  summary: 'Echocast drops messages of slow consumers'
  description: '{{ $pod }} has been dropping {{ $value }} messages a second on {{ $endpoint }} ({{ $policy }}) for ten minutes.'
- alert: EchocastSlowConsumers
  expr: 'sum by (namespace, pod) (rate(echocast_sessions_closed_total{{ $slow }}[5m])) > 0.02 * sum by (namespace, pod) (echocast_sessions_active{{ $all }}) / 60'
  for: 15m
  severity: warning
  summary: 'Echocast keeps closing slow consumers'
  description: 'On {{ $pod }} more than 2 % of the sessions a minute are closed with 1013: the rate of messages is more than these peers can take.'
- alert: EchocastInternalErrors
  # increase() does not see the first one: the counter is born with it.
  expr: 'sum by (namespace, pod, endpoint) (increase(echocast_sessions_closed_total{{ $bug }}[10m])) > 0 or sum by (namespace, pod, endpoint) (echocast_sessions_closed_total{{ $bug }} unless echocast_sessions_closed_total{{ $bug }} offset 10m) > 0'
  for: 0m
  severity: warning
  summary: 'Echocast closed sessions because of a bug'
  description: '{{ $pod }} closed {{ $value }} sessions of {{ $endpoint }} with 1011; its log has the exception.'
- alert: EchocastSessionsCollapsed
  expr: 'sum by (namespace) (echocast_sessions_active{{ $all }}) < 0.5 * (sum by (namespace) (echocast_sessions_active{{ $all }} offset 10m) > 100)'
  for: 2m
  severity: critical
  summary: 'Half of all Echocast sessions are gone'
  description: 'Within ten minutes more than half of the open sessions ended: look at what is in front of the service first.'
- alert: EchocastFanoutSlow
  expr: 'sum by (namespace, pod) (rate(echocast_broadcast_fanout_seconds_sum{{ $all }}[5m])) / sum by (namespace, pod) (rate(echocast_broadcast_fanout_seconds_count{{ $all }}[5m])) > 0.1'
  for: 10m
  severity: warning
  summary: 'Echocast fans out slowly'
  description: 'A publication on {{ $pod }} takes {{ "{{ $value | humanizeDuration }}" }} on average to reach the queues of its subscribers: more pods, or more CPU.'
- alert: EchocastHeapFull
  expr: 'max by (namespace, pod) (jvm_memory_usage_after_gc{{ $heap }}) > 0.85'
  for: 10m
  severity: warning
  summary: 'The heap of an Echocast pod stays full'
  description: 'After collection {{ "{{ $value | humanizePercentage }}" }} of the heap of {{ $pod }} are still in use; out of memory, the process ends and cuts all its sessions.'
- alert: EchocastShortOfMemory
  expr: 'sum by (namespace, pod) (rate(echocast_memory_evictions_total{{ $all }}[5m])) > 0'
  for: 10m
  severity: warning
  summary: 'Peers make an Echocast pod hold more than it may'
  description: '{{ $pod }} has been closing those who hold the most for ten minutes, {{ $value }} a second: echocast_memory_held_bytes says what for.'
{{- if .redis }}
- alert: EchocastEngineDown
  expr: 'echocast_engine_up{{ $all }} == 0'
  for: 1m
  severity: critical
  summary: 'An Echocast pod has lost Redis'
  description: 'Echo and open sessions go on, but for a minute nothing could be published on {{ $pod }}, and its members hear nobody.'
- alert: EchocastEngineSlow
  expr: 'sum by (namespace, pod) (rate(echocast_engine_lag_seconds_sum{{ $all }}[5m])) / sum by (namespace, pod) (rate(echocast_engine_lag_seconds_count{{ $all }}[5m])) > 0.25'
  for: 10m
  severity: warning
  summary: 'Broadcasts take long through Redis'
  description: 'From {{ $pod }} to Redis and back takes {{ "{{ $value | humanizeDuration }}" }} on average.'
- alert: EchocastEngineGaps
  expr: 'sum by (namespace, pod) (increase(echocast_engine_gaps_total{{ $all }}[10m])) > 0'
  for: 0m
  severity: warning
  summary: 'Members of Echocast topics have missed messages'
  description: 'On {{ $pod }} gaps were announced {{ $value }} times within ten minutes: Redis no longer had what was missing.'
{{- end }}
{{- with index .limits "max-sessions" }}
- alert: EchocastNearlyFull
  expr: 'sum by (namespace, pod) (echocast_sessions_active{{ $all }}) > 0.9 * {{ int64 . }}'
  for: 5m
  severity: warning
  summary: 'An Echocast pod is nearly full'
  description: '{{ $pod }} holds {{ $value }} sessions of {{ int64 . }}; at the limit handshakes get 503.'
{{- end }}
{{- end }}
