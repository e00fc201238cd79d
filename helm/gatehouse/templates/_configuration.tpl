{{/*
The configuration, as far as it is in the values: what the chart has to agree with is read from it, so that it is said once.
Keys may be in camelCase or in kebab-case, as everywhere in the file.
*/}}

{{- define "gatehouse.settings" -}}
{{- if kindIs "string" .Values.config }}
{{- include "gatehouse.oneDocument" .Values.config }}
{{- $settings := fromYaml .Values.config }}
{{- if hasKey $settings "Error" }}
{{- fail (printf "config: it is no YAML: %s" $settings.Error) }}
{{- end }}
{{- toYaml $settings }}
{{- else }}
{{- toYaml (.Values.config | default dict) }}
{{- end }}
{{- end }}

{{/* A port: dict "name" "value" (of the configuration) "override" (of the values) "default". */}}
{{- define "gatehouse.port" -}}
{{- $plain := regexMatch "^[1-9][0-9]{0,4}$" (toString .value) }}
{{- if and (not $plain) (regexMatch "^-?[0-9]+$" (toString .value)) }}
{{- fail (printf "config: the %s port is %v, and the chart needs one that stays" .name .value) }}
{{- else if and .override $plain (ne (int .override) (int .value)) }}
{{- fail (printf "ports.%s is %v, and the configuration says %v: leave ports.%s out" .name .override .value .name) }}
{{- else if .override }}
{{- int .override }}
{{- else if kindIs "invalid" .value }}
{{- int .default }}
{{- else if $plain }}
{{- int .value }}
{{- else }}
{{- fail (printf "ports.%s: the configuration says '%v', which the chart can't read; say the port here too" .name .value) }}
{{- end }}
{{- end }}

{{/* Whole seconds, rounded up, of a duration: dict "text" "name" "unit" (of a bare number). */}}
{{- define "gatehouse.seconds" -}}
{{- $text := toString .text }}
{{- if not (regexMatch "^[0-9]{1,9}(ms|s|m|h|d)?$" $text) }}
{{- fail (printf "terminationGracePeriodSeconds: %s is '%s', which the chart can't read; say here how long a pod may take to end" .name $text) }}
{{- end }}
{{- $number := regexFind "^[0-9]+" $text }}
{{- $unit := trimPrefix $number $text | default .unit }}
{{- $milliseconds := get (dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 "d" 86400000) $unit }}
{{- div (add (mul (int64 $number) $milliseconds) 999) 1000 }}
{{- end }}

{{/*
How long a pod may take to end: preStop, drainDelay, the requests in flight, and 15 s for what is left to be sent. Less would kill
it with requests in flight, and is refused where the chart can read how long they are.
*/}}
{{- define "gatehouse.grace" -}}
{{- $said := .Values.terminationGracePeriodSeconds }}
{{- $settings := include "gatehouse.settings" . | fromYaml }}
{{- $ours := $settings.gatehouse | default dict }}
{{- $lifecycle := ($settings.spring).lifecycle | default dict }}
{{- $drain := coalesce $ours.drainDelay (get $ours "drain-delay") "10s" | toString }}
{{- $flight := coalesce $lifecycle.timeoutPerShutdownPhase (get $lifecycle "timeout-per-shutdown-phase") "30s" | toString }}
{{- $unreadable := not (and (regexMatch "^[0-9]{1,9}(ms|s|m|h|d)$" $drain) (regexMatch "^[0-9]{1,9}(ms|s|m|h|d)?$" $flight)) }}
{{- if and $said (or $unreadable (not .Values.config)) }}
{{- int $said }}
{{- else }}
{{- $drainSeconds := include "gatehouse.seconds" (dict "text" $drain "name" "gatehouse.drainDelay" "unit" "ms") | int }}
{{- $flightSeconds := include "gatehouse.seconds" (dict "text" $flight "name" "spring.lifecycle.timeout-per-shutdown-phase" "unit" "ms") | int }}
{{- $least := add (int .Values.preStopSeconds) $drainSeconds $flightSeconds }}
{{- if and $said (lt (int $said) (int $least)) }}
{{- fail (printf "terminationGracePeriodSeconds is %d, and preStopSeconds, drainDelay and spring.lifecycle.timeout-per-shutdown-phase are %d together: a pod would be killed with requests in flight" (int $said) (int $least)) }}
{{- end }}
{{- $said | default (add $least 15) | int }}
{{- end }}
{{- end }}

{{/* What a section ssl says: on, off, or unreadable. */}}
{{- define "gatehouse.ssl" -}}
{{- $enabled := lower (toString .enabled) }}
{{- if or (empty .) (has $enabled (list "false" "off" "no" "0")) -}}
off
{{- else if has $enabled (list "<nil>" "true" "on" "yes" "1") -}}
on
{{- else -}}
unreadable
{{- end }}
{{- end }}

{{/* The management port has the main port's TLS unless it is told otherwise. */}}
{{- define "gatehouse.managementScheme" -}}
{{- $settings := include "gatehouse.settings" . | fromYaml }}
{{- $ssl := coalesce (($settings.management).server).ssl ($settings.server).ssl | default dict }}
{{- $said := include "gatehouse.ssl" $ssl }}
{{- $tls := eq $said "on" }}
{{- if kindIs "bool" .Values.ports.managementTls }}
{{- $tls = .Values.ports.managementTls }}
{{- else if eq $said "unreadable" }}
{{- fail (printf "ports.managementTls: the configuration says enabled: '%v', which the chart can't read; say here whether the management port has TLS" $ssl.enabled) }}
{{- end }}
{{- $clients := coalesce (get $ssl "client-auth") $ssl.clientAuth "none" | toString | lower }}
{{- if and $tls (eq $clients "need") }}
{{- fail "config: the management port asks for client certificates, and the kubelet has none for its probes: write management.server.ssl.enabled: false" }}
{{- end }}
{{- ternary "HTTPS" "HTTP" $tls }}
{{- end }}

{{/* Of the main port and of the verifier's own; for what is printed alone. */}}
{{- define "gatehouse.scheme" -}}
{{- $settings := include "gatehouse.settings" . | fromYaml }}
{{- ternary "http" "https" (eq (include "gatehouse.ssl" (($settings.server).ssl | default dict)) "off") }}
{{- end }}

{{/* What the manifests have to agree with, as YAML. */}}
{{- define "gatehouse.facts" -}}
{{- include "gatehouse.oneConfiguration" . }}
{{- $settings := include "gatehouse.settings" . | fromYaml }}
{{- $ours := $settings.gatehouse | default dict }}
{{- $management := ($settings.management).server | default dict }}
{{- $forwardAuth := coalesce $ours.forwardAuth (get $ours "forward-auth") | default dict }}
{{- $http := include "gatehouse.port" (dict "name" "http" "value" ($settings.server).port "override" .Values.ports.http "default" 8080) }}
{{- $managed := include "gatehouse.port" (dict "name" "management" "value" $management.port "override" .Values.ports.management "default" 8081) }}
{{- $verifier := include "gatehouse.port" (dict "name" "verifier" "value" $forwardAuth.port "override" .Values.ports.verifier "default" 0) }}
{{- $ports := without (list $http $managed $verifier) "0" }}
{{- if ne (len $ports) (len (uniq $ports)) }}
{{- fail (printf "ports: each needs one of its own, and they are %s" (join ", " $ports)) }}
{{- end }}
http: {{ $http }}
management: {{ $managed }}
managementScheme: {{ include "gatehouse.managementScheme" . }}
verifier: {{ $verifier }}
grace: {{ include "gatehouse.grace" . }}
{{- end }}

{{/*
Changes when something does that Gatehouse reads at start alone, so that the pods are replaced then, and only then: everything else
is taken over by the running ones.
*/}}
{{- define "gatehouse.readAtStart" -}}
{{- $settings := include "gatehouse.settings" . | fromYaml }}
{{- $ours := $settings.gatehouse | default dict }}
{{- $forwardAuth := coalesce $ours.forwardAuth (get $ours "forward-auth") | default dict }}
{{- $limits := omit ($ours.limits | default dict) "token" }}
{{- list (omit $settings "gatehouse") $limits $ours.signatures $forwardAuth.port | toJson | sha256sum }}
{{- end }}
