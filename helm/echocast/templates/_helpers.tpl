{{- define "echocast.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Leaves room for the longest suffix, "-management". */}}
{{- define "echocast.fullname" -}}
{{- $name := include "echocast.name" . }}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) }}
{{- .Values.fullnameOverride | default $full | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "echocast.selectorLabels" -}}
app.kubernetes.io/name: {{ include "echocast.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{- define "echocast.labels" -}}
{{ include "echocast.labelsWithoutComponent" . }}
app.kubernetes.io/component: server
{{- end }}

{{- define "echocast.labelsWithoutComponent" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ include "echocast.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "echocast.testLabels" -}}
app.kubernetes.io/name: {{ include "echocast.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end }}

{{- define "echocast.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "echocast.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "echocast.managementName" -}}
{{ include "echocast.fullname" . }}-management
{{- end }}

{{- define "echocast.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/* One pod never needs a budget, and could not keep one. */}}
{{- define "echocast.leastReplicas" -}}
{{- ternary .Values.autoscaling.minReplicas .Values.replicaCount .Values.autoscaling.enabled }}
{{- end }}

{{- define "echocast.mostReplicas" -}}
{{- ternary .Values.autoscaling.maxReplicas .Values.replicaCount .Values.autoscaling.enabled }}
{{- end }}

{{/* "1500ms", "5s", "2m" or "1h" in milliseconds; the schema admits no other form. */}}
{{- define "echocast.millis" -}}
{{- $units := dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 }}
{{- mul (regexFind "^[0-9]+" .) (get $units (regexFind "[a-z]+$" .)) }}
{{- end }}

{{/* What a leaving pod takes at most until its last session is gone. */}}
{{- define "echocast.drainMillis" -}}
{{- $preStop := mul .Values.preStopSeconds 1000 }}
{{- $drain := include "echocast.millis" .Values.echocast.drain.period }}
{{- $close := include "echocast.millis" (index .Values.echocast.transport "close-timeout") }}
{{- add $preStop $drain $close }}
{{- end }}

{{- define "echocast.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Numeric, so that the kubelet can prove it is not root; the image is built with the same. */}}
{{- define "echocast.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}
