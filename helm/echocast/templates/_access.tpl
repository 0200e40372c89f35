{{/*
Who may do what is in the file: there a pattern's ${user} and $(…) stay as they are written, while Kubernetes expands the
latter in variables. Only secrets come as variables.
*/}}
{{- define "echocast.accessConfiguration" -}}
{{- with .Values.access }}
echocast:
  access:
    max-token-life: {{ .maxTokenLife }}
    query-parameter: {{ .queryParameter }}
    {{- with .cookie }}
    cookie: {{ quote . }}
    {{- end }}
    {{- with .keys }}
    keys:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .anonymous }}
    anonymous:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .jwt.grants }}
    jwt:
      grants:
        {{- toYaml . | nindent 8 }}
    {{- end }}
{{- $jwt := dict }}
{{- with .jwt.issuerUri }}
{{- $_ := set $jwt "issuer-uri" . }}
{{- end }}
{{- with .jwt.jwkSetUri }}
{{- $_ := set $jwt "jwk-set-uri" . }}
{{- end }}
{{- with .jwt.audiences }}
{{- $_ := set $jwt "audiences" . }}
{{- end }}
{{- with .jwt.algorithms }}
{{- $_ := set $jwt "jws-algorithms" . }}
{{- end }}
{{- if include "echocast.accessPublicKey" . }}
{{- $_ := set $jwt "public-key-location" "file:/etc/echocast/access/public.pem" }}
{{- end }}
{{- with $jwt }}
spring:
  security:
    oauth2:
      resourceserver:
        jwt:
          {{- toYaml . | nindent 10 }}
{{- end }}
{{- end }}
{{- end }}

{{/* What has to stay out of a ConfigMap comes from the Secret. */}}
{{- define "echocast.accessEnv" -}}
{{- $secret := .jwt.existingSecret }}
{{- range list (list "SECRET" .jwt.secretKey) (list "PREVIOUSSECRET" .jwt.previousSecretKey) }}
{{- if last . }}
- name: ECHOCAST_ACCESS_JWT_{{ first . }}
  valueFrom:
    secretKeyRef:
      name: {{ $secret }}
      key: {{ last . }}
{{- end }}
{{- end }}
{{- end }}

{{/* The Secret or ConfigMap that holds the public key, if there is one. */}}
{{- define "echocast.accessPublicKey" -}}
{{- .jwt.publicKey.secret | default .jwt.publicKey.configMap }}
{{- end }}

{{/* One item of it: next to a public key there may be the private one, which is nobody's business here. */}}
{{- define "echocast.accessVolume" -}}
- name: access
  {{- if .jwt.publicKey.secret }}
  secret:
    secretName: {{ .jwt.publicKey.secret }}
    defaultMode: 0440
  {{- else }}
  configMap:
    name: {{ .jwt.publicKey.configMap }}
  {{- end }}
    items:
      - key: {{ .jwt.publicKey.key }}
        path: public.pem
{{- end }}

{{/* The ways by which tokens can be verified, which have to be one or none. */}}
{{- define "echocast.accessSources" -}}
{{- $sources := list }}
{{- if or .jwt.issuerUri .jwt.jwkSetUri }}
{{- $sources = append $sources "provider" }}
{{- end }}
{{- if include "echocast.accessPublicKey" . }}
{{- $sources = append $sources "publicKey" }}
{{- end }}
{{- if .jwt.secretKey }}
{{- $sources = append $sources "secretKey" }}
{{- end }}
{{- join " " $sources }}
{{- end }}

{{/* Whether anybody is asked who it is. */}}
{{- define "echocast.closed" -}}
{{- if or .keys .anonymous (include "echocast.accessSources" .) }}closed{{ end }}
{{- end }}

{{/* One line for the notes. */}}
{{- define "echocast.accessNote" -}}
{{- $ways := compact (list (ternary "key" "" (not (empty .keys))) (ternary "token" "" (not (empty (include "echocast.accessSources" .))))) }}
{{- $anonymous := ternary "what access.anonymous grants" "nothing" (not (empty .anonymous)) }}
{{- if $ways -}}
Closed: a peer may do what its {{ join " or " $ways }} grants, and without one {{ $anonymous }}.
{{- else -}}
Closed: a peer may do {{ $anonymous }}, and nothing else.
{{- end }}
{{- end }}

{{/* Whether the chart's test can have its echo: as anybody, or with the key it was given. */}}
{{- define "echocast.provable" -}}
{{- $echoes := list }}
{{- range .anonymous }}
{{- $echoes = append $echoes (has "echo" .allow) }}
{{- end }}
{{- if or (not (include "echocast.closed" .)) (has true $echoes) .test.key }}provable{{ end }}
{{- end }}

{{/* What the schema cannot see. A value that is not used is a mistake too: somebody believes in it. */}}
{{- define "echocast.guardAccess" -}}
{{- with .Values.access }}
{{- $sources := include "echocast.accessSources" . }}
{{- if contains " " $sources }}
{{- fail "access.jwt has one source of tokens: issuerUri or jwkSetUri, publicKey, or secretKey" }}
{{- end }}
{{- if and .jwt.publicKey.secret .jwt.publicKey.configMap }}
{{- fail "access.jwt.publicKey.secret and access.jwt.publicKey.configMap exclude each other" }}
{{- end }}
{{- if and .jwt.previousSecretKey (not .jwt.secretKey) }}
{{- fail "access.jwt.previousSecretKey is of no use without access.jwt.secretKey" }}
{{- end }}
{{- if and .jwt.secretKey (not .jwt.existingSecret) }}
{{- fail (printf "access.jwt.existingSecret is not set: which Secret holds %s?" .jwt.secretKey) }}
{{- end }}
{{- if and .jwt.existingSecret (not .jwt.secretKey) }}
{{- fail "access.jwt.existingSecret needs the key to read: access.jwt.secretKey" }}
{{- end }}
{{- if and .jwt.algorithms .jwt.secretKey }}
{{- fail "access.jwt.algorithms are those with a public key: with access.jwt.secretKey it is HS256" }}
{{- end }}
{{- if and (or .jwt.grants .jwt.audiences .jwt.algorithms) (not $sources) }}
{{- fail "access.jwt.grants, audiences and algorithms need a source of tokens: issuerUri, jwkSetUri, publicKey or secretKey" }}
{{- end }}
{{- if and (or .cookie .queryParameter) (not (or .keys $sources)) }}
{{- fail "access.cookie and access.queryParameter need access.keys or a source of tokens in access.jwt" }}
{{- end }}
{{- if and .cookie (has "*" (index $.Values.echocast.transport "allowed-origins")) }}
{{- fail "access.cookie with * in echocast.transport.allowed-origins lets any page act for whoever looks at it" }}
{{- end }}
{{- if and (index $.Values.echocast.limits "per-user") (not $sources) }}
{{- fail "echocast.limits.per-user needs a source of tokens in access.jwt: nobody else is a user" }}
{{- end }}
{{- if ne (empty .test.key) (empty .test.existingSecret) }}
{{- fail "access.test needs both existingSecret and key" }}
{{- end }}
{{- if and .test.key (not .keys) }}
{{- fail "access.test.key holds one of access.keys, of which there are none" }}
{{- end }}
{{- end }}
{{- if dig "spring" "security" dict .Values.extraConfig }}
{{- fail "extraConfig.spring.security: where tokens come from is said in access.jwt, where the notes see it" }}
{{- end }}
{{- range .Values.extraEnv }}
{{- if and (hasPrefix "ECHOCAST_ACCESS_JWT_" .name) (hasKey . "value") }}
{{- fail (printf "extraEnv ends in the Deployment: %s belongs into access.jwt.existingSecret" .name) }}
{{- end }}
{{- end }}
{{- end }}
