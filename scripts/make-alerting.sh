#!/bin/sh
# Prints the settings of the service `alertmanager` of docker-compose.yml, from the variables ALERT_* of the environment. Without any of them it has nobody to
# tell, and alerts are sent nowhere. What cannot be used is said on standard error, and the exit code is 2. Called by make-secrets.sh, since the outcome may
# hold a password.
set -eu

wrong() { echo "make-alerting.sh: $1" >&2; exit 2; }

# quoted VALUE: as a YAML text in single quotes.
quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"; }

webhook=${ALERT_WEBHOOK_URL:-} to=${ALERT_EMAIL_TO:-} server=${ALERT_SMTP_SERVER:-} tls=${ALERT_SMTP_TLS:-true}
from=${ALERT_SMTP_FROM:-$to} user=${ALERT_SMTP_USER:-} password=${ALERT_SMTP_PASSWORD:-}
case $webhook$to$server$from$user$password in *"
"*) wrong "no value of ALERT_* may have more than one line" ;; esac
case $webhook in
  '' | http://?* | https://?*) ;;
  *) wrong "ALERT_WEBHOOK_URL must begin with http:// or https://" ;;
esac
if [ -n "$to" ]; then
  case $server in
    *?:[0-9]*) ;;
    *) wrong "ALERT_EMAIL_TO is set, so ALERT_SMTP_SERVER must name the mail server, as HOST:PORT" ;;
  esac
  case $tls in true | false) ;; *) wrong "ALERT_SMTP_TLS must be true or false" ;; esac
fi

cat <<TEXT
# Made by make-alerting.sh.
templates: [/etc/alertmanager/message.tmpl]
route:
  receiver: operator
  group_by: [store]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 12h
inhibit_rules:
  # No worker at all says more than that each of them is gone.
  - source_matchers: [alertname="EtlMetricsAbsent"]
    target_matchers: [alertname="EtlWorkerDown"]
receivers:
  - name: operator
TEXT
if [ -n "$webhook" ]; then
  cat <<TEXT
    webhook_configs:
      - url: $(quoted "$webhook")
        send_resolved: true
TEXT
fi
if [ -n "$to" ]; then
  cat <<TEXT
    email_configs:
      - to: $(quoted "$to")
        from: $(quoted "$from")
        smarthost: $(quoted "$server")
        auth_username: $(quoted "$user")
        auth_password: $(quoted "$password")
        require_tls: $tls
        send_resolved: true
        headers: { Subject: '{{ template "ecommerce-etl.subject" . }}' }
        html: ''
        text: '{{ template "ecommerce-etl.text" . }}'
TEXT
fi
