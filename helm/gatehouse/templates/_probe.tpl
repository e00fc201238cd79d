{{/* Asks the management port: list FACTS PATH. */}}
{{- define "gatehouse.probe" -}}
{{- $facts := index . 0 -}}
httpGet:
  path: {{ index . 1 }}
  port: management
  scheme: {{ $facts.managementScheme }}
{{- end }}
