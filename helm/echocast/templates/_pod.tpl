{{- define "echocast.env" -}}
- name: SPRING_CONFIG_ADDITIONAL_LOCATION
  value: file:/etc/echocast/config/
{{- $options := list }}
{{- if and .Values.jvm.processors (not (dig "limits" "cpu" "" .Values.resources)) }}
{{- $options = append $options (printf "-XX:ActiveProcessorCount=%v" .Values.jvm.processors) }}
{{- end }}
{{- with .Values.jvm.options }}
{{- $options = append $options . }}
{{- end }}
{{- with $options }}
- name: JAVA_TOOL_OPTIONS
  value: {{ join " " . | quote }}
{{- end }}
{{- if .Values.redis.enabled }}
{{ include "echocast.redisEnv" .Values.redis }}
{{- end }}
{{- if .Values.access.jwt.secretKey }}
{{ include "echocast.accessEnv" .Values.access | trim }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* All probes ask the management port: a full or busy http port is no reason to restart. */}}
{{- define "echocast.probe" -}}
httpGet:
  path: /actuator/health/{{ first . }}
  port: management
{{ toYaml (last .) }}
{{- end }}

{{- define "echocast.volumeMounts" -}}
- name: config
  mountPath: /etc/echocast/config
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- if .Values.tls.enabled }}
# The whole directory and no subPath: a subPath never sees a rotated certificate.
- name: tls
  mountPath: /etc/echocast/tls
  readOnly: true
{{- end }}
{{- if include "echocast.redisAuthority" .Values.redis }}
- name: redis
  mountPath: /etc/echocast/redis
  readOnly: true
{{- end }}
{{- if include "echocast.accessPublicKey" .Values.access }}
- name: access
  mountPath: /etc/echocast/access
  readOnly: true
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "echocast.volumes" -}}
- name: config
  configMap:
    name: {{ include "echocast.fullname" . }}
# For recordings and diagnostic tools; the service itself writes nothing.
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if .Values.tls.enabled }}
- name: tls
  secret:
    secretName: {{ .Values.tls.secretName }}
    defaultMode: 0440
{{- end }}
{{- if include "echocast.redisAuthority" .Values.redis }}
{{ include "echocast.redisVolume" .Values.redis }}
{{- end }}
{{- if include "echocast.accessPublicKey" .Values.access }}
{{ include "echocast.accessVolume" .Values.access }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Counted per revision: pods of the version that is leaving must not push the new ones together. */}}
{{- define "echocast.topologySpread" -}}
{{- if .Values.topologySpreadConstraints }}
{{- toYaml .Values.topologySpreadConstraints }}
{{- else }}
{{- range $index, $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
{{- if $index }}{{ "\n" }}{{ end -}}
- topologyKey: {{ $key }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "echocast.selectorLabels" $ | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}
{{- end }}
