{{/* What has to stay out of a ConfigMap comes from the Secret, under the names of Spring Boot's own settings. */}}
{{- define "echocast.redisEnv" -}}
- name: ECHOCAST_ENGINE_TYPE
  value: redis
{{- $secret := .existingSecret }}
{{- $credentials := list
  (list "URL" .urlKey) (list "USERNAME" .usernameKey) (list "PASSWORD" .passwordKey)
  (list "SENTINEL_USERNAME" .sentinel.usernameKey) (list "SENTINEL_PASSWORD" .sentinel.passwordKey) }}
{{- range $credentials }}
{{- if last . }}
- name: SPRING_DATA_REDIS_{{ first . }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ last . }}
{{- end }}
{{- end }}
{{- if .readiness }}
{{ include "echocast.redisReadiness" . }}
{{- end }}
{{- end }}

{{/*
A status without a place in the order is not seen at all, and one mapping replaces all that Spring Boot has: without the
other two a draining pod would stay ready.
*/}}
{{- define "echocast.redisReadiness" -}}
{{- $group := "MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS" -}}
- name: {{ $group }}_INCLUDE
  value: readinessState,engine
- name: {{ $group }}_STATUS_ORDER
  value: DOWN,OUT_OF_SERVICE,DEGRADED,UP,UNKNOWN
{{- range list "DEGRADED" "DOWN" "OUTOFSERVICE" }}
- name: {{ $group }}_STATUS_HTTPMAPPING_{{ . }}
  value: "503"
{{- end }}
{{- end }}

{{- define "echocast.redisConfiguration" -}}
{{- with .Values.redis }}
{{- if and .enabled (or .sentinel.nodes .cluster.nodes .tls.enabled) }}
spring:
  data:
    redis:
      {{- if .sentinel.nodes }}
      sentinel:
        {{- pick .sentinel "master" "nodes" | toYaml | nindent 8 }}
      {{- end }}
      {{- if .cluster.nodes }}
      cluster:
        {{- toYaml .cluster | nindent 8 }}
      {{- end }}
      {{- if .tls.enabled }}
      ssl:
        enabled: true
        {{- if include "echocast.redisAuthority" . }}
        bundle: redis
        {{- end }}
      {{- end }}
  {{- if include "echocast.redisAuthority" . }}
  ssl:
    bundle:
      pem:
        redis:
          truststore:
            certificate: file:/etc/echocast/redis/ca.crt
  {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* The Secret or ConfigMap that holds the authority, if there is one. */}}
{{- define "echocast.redisAuthority" -}}
{{- if and .enabled .tls.enabled }}{{ .tls.caSecret | default .tls.caConfigMap }}{{ end }}
{{- end }}

{{/* One item of it: next to an authority there may be a private key, which is nobody's business here. */}}
{{- define "echocast.redisVolume" -}}
- name: redis
  {{- if .tls.caSecret }}
  secret:
    secretName: {{ .tls.caSecret }}
    defaultMode: 0440
  {{- else }}
  configMap:
    name: {{ .tls.caConfigMap }}
  {{- end }}
    items:
      - key: {{ .tls.caKey }}
        path: ca.crt
{{- end }}

{{/* Redis, at the ports of the nodes named besides those given, and the name service to find it. */}}
{{- define "echocast.redisEgress" -}}
{{- $ports := list }}
{{- range .Values.redis.egress.ports }}
{{- $ports = append $ports (int .) }}
{{- end }}
{{- range concat (.Values.redis.sentinel.nodes | default list) (.Values.redis.cluster.nodes | default list) }}
{{- $ports = append $ports (splitList ":" . | last | int) }}
{{- end -}}
- ports:
    {{- range uniq $ports }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
  {{- with .Values.redis.egress.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
  {{- with .Values.networkPolicy.dns }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* What the schema cannot see. A value that is not used is a mistake too: somebody believes in it. */}}
{{- define "echocast.guardRedis" -}}
{{- with .Values.redis }}
{{- if .enabled }}
{{- $sentinel := or .sentinel.master .sentinel.nodes }}
{{- $ways := compact (list .urlKey (ternary "sentinel" "" (not (empty $sentinel))) (ternary "cluster" "" (not (empty .cluster.nodes)))) }}
{{- $keys := compact (list .urlKey .usernameKey .passwordKey .sentinel.usernameKey .sentinel.passwordKey) }}
{{- if not $ways }}
{{- fail "redis.enabled needs redis.existingSecret with redis.urlKey, or redis.sentinel, or redis.cluster: where Redis is" }}
{{- end }}
{{- if gt (len $ways) 1 }}
{{- fail "redis.urlKey, redis.sentinel and redis.cluster exclude each other: there is one Redis" }}
{{- end }}
{{- if and $sentinel (not (and .sentinel.master .sentinel.nodes)) }}
{{- fail "redis.sentinel needs both master and nodes" }}
{{- end }}
{{- if and (or .sentinel.usernameKey .sentinel.passwordKey) (not $sentinel) }}
{{- fail "redis.sentinel.usernameKey and redis.sentinel.passwordKey need redis.sentinel.master and nodes" }}
{{- end }}
{{- if and .urlKey (or .usernameKey .passwordKey) }}
{{- fail "redis.usernameKey and redis.passwordKey are for Sentinel and Cluster: the URL of redis.urlKey holds its own" }}
{{- end }}
{{- if and $keys (not .existingSecret) }}
{{- fail (printf "redis.existingSecret is not set: which Secret holds %s?" (join ", " $keys)) }}
{{- end }}
{{- if and .existingSecret (not $keys) }}
{{- fail "redis.existingSecret needs the key to read: redis.urlKey or redis.passwordKey" }}
{{- end }}
{{- if and .tls.caSecret .tls.caConfigMap }}
{{- fail "redis.tls.caSecret and redis.tls.caConfigMap exclude each other" }}
{{- end }}
{{- if and (or .tls.caSecret .tls.caConfigMap) (not .tls.enabled) }}
{{- fail "redis.tls.caSecret and redis.tls.caConfigMap need redis.tls.enabled" }}
{{- end }}
{{- end }}
{{- end }}
{{- $given := dig "spring" "data" "redis" dict .Values.extraConfig }}
{{- if or (hasKey $given "url") (hasKey $given "password") (dig "sentinel" "password" "" $given) }}
{{- fail "extraConfig ends in a ConfigMap: URL and passwords of Redis belong into redis.existingSecret" }}
{{- end }}
{{- end }}
