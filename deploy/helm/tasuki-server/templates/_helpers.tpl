{{- define "tasuki.name" -}}
{{- $name := printf "%s-%s" .Release.Name .Chart.Name -}}
{{- contains .Chart.Name .Release.Name | ternary .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "tasuki.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tasuki.labels" -}}
{{ include "tasuki.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "tasuki.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "tasuki.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "tasuki.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "tasuki.mounts" -}}
- name: settings
  mountPath: /srv/tasuki/tasuki-server.toml
  subPath: tasuki-server.toml
  readOnly: true
- name: keys
  mountPath: /srv/tasuki/keys
  readOnly: true
- name: scratch
  mountPath: /tmp
{{- end }}

{{- define "tasuki.service" -}}
{{- range .expose }}
- name: {{ . }}
  port: {{ index $.ports . }}
  targetPort: {{ . }}
  protocol: TCP
{{- end }}
{{- end }}
