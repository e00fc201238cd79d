{{/*
What is not installed, as the manifests would then say something else than what Gatehouse goes by.
*/}}

{{/* Exactly one place holds the configuration: none of them is a gateway that nobody described. */}}
{{- define "gatehouse.oneConfiguration" -}}
{{- $given := compact (list .Values.config .Values.existingConfigMap .Values.existingSecret) }}
{{- if ne (len $given) 1 }}
{{- fail "write gatehouse.yaml below config:, or name an existingConfigMap or an existingSecret that holds it: exactly one of the three" }}
{{- end }}
{{- include "gatehouse.nothingBesideIt" . }}
{{- include "gatehouse.readableKeys" (include "gatehouse.settings" . | fromYaml) }}
{{- end }}

{{/* Spring Boot prefers variables and properties of the Java machine to the file, and the chart reads only that. */}}
{{- define "gatehouse.nothingBesideIt" -}}
{{- range .Values.env }}
{{- if eq .name "GATEHOUSE_CONFIG" }}
{{- fail "env: GATEHOUSE_CONFIG is the chart's: the configuration is what config, existingConfigMap or existingSecret say" }}
{{- end }}
{{- if regexMatch "(?i)^((server|management[._]server|spring[._]lifecycle)[._]|spring[._]application[._]json$)" .name }}
{{- fail (printf "env: %s would change what the chart reads from the configuration: write it there" .name) }}
{{- end }}
{{- end }}
{{- range .Values.javaOptions }}
{{- if regexMatch "(?i)^-D((server|management[.]server|spring[.]lifecycle)[.]|spring[.]application[.]json=)" . }}
{{- fail (printf "javaOptions: %s would change what the chart reads from the configuration: write it there" .) }}
{{- end }}
{{- end }}
{{- end }}

{{/* A second document would be Gatehouse's, and not the chart's. One mark at the top begins the first. */}}
{{- define "gatehouse.oneDocument" -}}
{{- $rest := regexReplaceAll `^\x{FEFF}?([ \t]*(#[^\n\r]*)?(\r\n|\n|\r))*---` . "" }}
{{- if regexMatch `(^|[\n\r\x{85}\x{2028}\x{2029}])(---|[.]{3})([\s\x{85}\x{2028}\x{2029}]|$)` $rest }}
{{- fail "config: the chart reads one document: take out the line '---' or '...', and write one" }}
{{- end }}
{{- end }}

{{/* Spring Boot reads server.port and SERVER as well as nested keys in camelCase or kebab-case; the chart does not. */}}
{{- define "gatehouse.readableKeys" -}}
{{- $settings := . }}
{{- range $section, $names := dict "" "server|management|spring|gatehouse" "management" "server" "spring" "lifecycle" }}
{{- $keys := ternary $settings (get $settings $section | default dict) (eq $section "") }}
{{- range $key, $_ := $keys }}
{{- if and (regexMatch (printf "(?i)^(%s)([.]|$)" $names) $key) (not (regexMatch (printf "^(%s)$" $names) $key)) }}
{{- include "gatehouse.unreadableKey" $key }}
{{- end }}
{{- end }}
{{- end }}
{{- include "gatehouse.nestedKeys" ($settings.server) }}
{{- include "gatehouse.nestedKeys" (($settings.management).server) }}
{{- include "gatehouse.nestedKeys" (($settings.spring).lifecycle) }}
{{- end }}

{{- define "gatehouse.nestedKeys" -}}
{{- if kindIs "map" . }}
{{- range $key, $value := . }}
{{- if not (regexMatch "^[a-z][a-zA-Z0-9]*(-[a-z0-9]+)*$" $key) }}
{{- include "gatehouse.unreadableKey" $key }}
{{- end }}
{{- include "gatehouse.nestedKeys" $value }}
{{- end }}
{{- end }}
{{- end }}

{{- define "gatehouse.unreadableKey" -}}
{{- fail (printf "config: write '%s' as nested mappings, in camelCase or kebab-case: the chart reads ports and delays there" .) }}
{{- end }}
