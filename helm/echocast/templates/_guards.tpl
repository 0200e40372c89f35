{{/* What the schema cannot see: values that contradict each other. A wrong pair stops here, with one clear line. */}}
{{- define "echocast.guards" -}}
{{- include "echocast.guardGracePeriod" . }}
{{- include "echocast.guardRouting" . }}
{{- include "echocast.guardAutoscaling" . }}
{{- include "echocast.guardNodes" . }}
{{- include "echocast.guardRedis" . }}
{{- include "echocast.guardAccess" . }}
{{- if and .Values.tls.enabled (not .Values.tls.secretName) }}
{{- fail "tls.enabled needs tls.secretName: a Secret of type kubernetes.io/tls" }}
{{- end }}
{{- if eq (int .Values.containerPorts.http) (int .Values.containerPorts.management) }}
{{- fail "containerPorts.management must differ from containerPorts.http: the management port is kept off the Service" }}
{{- end }}
{{- if not (has "health" .Values.management.endpoints) }}
{{- fail "management.endpoints must contain health: the probes ask it" }}
{{- end }}
{{- if and .Values.metrics.serviceMonitor.enabled (not (has "prometheus" .Values.management.endpoints)) }}
{{- fail "metrics.serviceMonitor.enabled needs prometheus in management.endpoints" }}
{{- end }}
{{- end }}

{{/* The kubelet counts the grace period from the start of the preStop hook; what outlives it is killed and its peers see 1006. */}}
{{- define "echocast.guardGracePeriod" -}}
{{- $needed := include "echocast.drainMillis" . | int64 }}
{{- if ge $needed (mul .Values.terminationGracePeriodSeconds 1000) }}
{{- fail (printf "terminationGracePeriodSeconds (%v) must be more than preStopSeconds + echocast.drain.period + echocast.transport.close-timeout (%v ms)" .Values.terminationGracePeriodSeconds $needed) }}
{{- end }}
{{- end }}

{{- define "echocast.guardRouting" -}}
{{- $ping := include "echocast.millis" (index .Values.echocast.transport "ping-interval") | int64 }}
{{- if and .Values.ingress.enabled (le (mul .Values.ingress.timeoutSeconds 1000) $ping) }}
{{- fail "ingress.timeoutSeconds must be more than echocast.transport.ping-interval, else the proxy cuts idle sessions between two pings" }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "httpRoute.enabled needs httpRoute.parentRefs: the Gateways to attach to" }}
{{- end }}
{{- if and .Values.httpRoute.enabled .Values.tls.enabled (not .Values.httpRoute.backendTls.hostname) }}
{{- fail "httpRoute with tls.enabled needs httpRoute.backendTls.hostname: the Gateway would speak plain text to a TLS port" }}
{{- end }}
{{- end }}

{{- define "echocast.guardAutoscaling" -}}
{{- with .Values.autoscaling }}
{{- if .enabled }}
{{- if gt (int .minReplicas) (int .maxReplicas) }}
{{- fail "autoscaling.minReplicas must not be more than autoscaling.maxReplicas" }}
{{- end }}
{{- if not (or .targetSessions .targetCPU) }}
{{- fail "autoscaling.enabled needs autoscaling.targetSessions or autoscaling.targetCPU" }}
{{- end }}
{{- if and .targetCPU (not (dig "requests" "cpu" "" $.Values.resources)) }}
{{- fail "autoscaling.targetCPU is a percentage of resources.requests.cpu, which is not set" }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Nobody would notice before members of a topic miss each other. */}}
{{- define "echocast.guardNodes" -}}
{{- $most := int (include "echocast.mostReplicas" .) }}
{{- if and (gt $most 1) (not .Values.redis.enabled) (not .Values.allowSeparateNodes) }}
{{- fail (printf "%s (%d) is more than one pod, and without redis.enabled a broadcast reaches only the members on its own pod; set allowSeparateNodes where that is enough" (ternary "autoscaling.maxReplicas" "replicaCount" .Values.autoscaling.enabled) $most) }}
{{- end }}
{{- end }}
