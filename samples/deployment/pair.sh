#!/bin/sh
# 从空的 Debian 12 到一对运行中的实例；运行手册 runbook.zh-CN.md 逐步说明。
# From an empty Debian 12 to a running pair; runbook.md explains each step. Each step may be run again.
# Every name below may be set in the environment; the defaults are those of a real machine.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
HOST=${HOST:-rz.example.gov.cn}
ACCOUNT=${ACCOUNT:-sicert}
GROUP=${GROUP:-sicert}
PROGRAM=${PROGRAM:-/opt/sicert}
ETC=${ETC:-/etc/sicert}
DATA=${DATA:-/var/lib/sicert}
BACKUPS=${BACKUPS:-/var/backups/sicert}
ARCHIVE=${ARCHIVE:-/var/lib/sicert-archive}
DOTNET=${DOTNET:-/usr/bin/dotnet}
UNITS=${UNITS:-/etc/systemd/system}
GATEWAY=${GATEWAY:-/etc/nginx/conf.d}
STATE=${STATE:-/run/sicert-pair}
HTTP1=${HTTP1:-9001} GRPC1=${GRPC1:-9002} HTTP2=${HTTP2:-9003} GRPC2=${GRPC2:-9004}
LISTEN=${LISTEN:-} TLS=${TLS:-443} TLSGRPC=${TLSGRPC:-8443}
PGPORT=${PGPORT:-5432} REDISPORT=${REDISPORT:-6379}
PGBIN=${PGBIN:-/usr/lib/postgresql/15/bin}
# without systemd (a container, a trial in a folder) the script keeps the processes itself
if [ -d /run/systemd/system ] && [ -z "${NO_SYSTEMD:-}" ]; then SYSTEMD=yes; else SYSTEMD=; fi
export LC_ALL=C.UTF-8

say() { echo "pair.sh: $*" >&2; }
fail() { say "$*"; exit 1; }
as() { (cd / && setpriv --reuid="$1" --regid="$2" --clear-groups sh -c "$3"); }
secret() { # name, text: root's and the service's group's, nobody else's
  [ -s "$ETC/$1" ] || (umask 077; printf '%s\n' "$2" >"$ETC/$1")
  chown root:"$GROUP" "$ETC/$1"; chmod 640 "$ETC/$1"
}
placed() { # template: paths of this machine put in
  sed -e "s#/opt/sicert-deployment#$HERE#g" -e "s#/opt/sicert/#$PROGRAM/#g" -e "s#/etc/sicert#$ETC#g" -e "s#/var/lib/sicert#$DATA#g" \
    -e "s#/var/backups/sicert#$BACKUPS#g" -e "s#/usr/bin/dotnet#$DOTNET#g" -e "s#^User=sicert#User=$ACCOUNT#" -e "s#^Group=sicert#Group=$GROUP#" "$1"
}

packages() {
  mkdir -p /etc/postgresql-common
  if [ -z "$SYSTEMD" ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf; fi
  missing=
  for package in postgresql-15 redis-server nginx openssl libssl3 curl libjpeg62-turbo libpng16-16; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
  done
  [ -z "$missing" ] || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends $missing; }
  [ -x "$DOTNET" ] || fail "expected the ASP.NET Core runtime 10 at $DOTNET (DOTNET=...)"
}

account() {
  id "$ACCOUNT" >/dev/null 2>&1 || useradd --system --home-dir "$DATA" --shell /usr/sbin/nologin "$ACCOUNT"
  install -d -o root -g "$GROUP" -m 750 "$ETC" "$ETC/tls"
  install -d -o "$ACCOUNT" -g "$GROUP" -m 700 "$DATA" "$BACKUPS"
  install -d -m 755 "$STATE"
}

program() { # folder of a published program: `dotnet publish src/SocialInsurance.Cli -c Release -o DIR`
  [ -e "$1/sicert.dll" ] || fail "expected a published program with sicert.dll in $1"
  folder=$(cd "$1" && pwd)
  as "$ACCOUNT" "$GROUP" "test -r '$folder/sicert.dll'" || fail "the account $ACCOUNT cannot read $folder: put the program where it can, for instance below /opt"
  ln -sfn "$folder" "$PROGRAM"
}

secrets() {
  secret postgres "Host=127.0.0.1;Port=$PGPORT;Database=sicert;Username=sicert;Password=$(openssl rand -hex 24)"
  secret postgres-check "Host=127.0.0.1;Port=$PGPORT;Database=sicert_check;Username=sicert;Password=$(sed 's/.*Password=//' "$ETC/postgres")"
  secret kek "$(openssl rand -hex 32)"
  secret redis "$(openssl rand -hex 24)"
  secret backup-passphrase "$(openssl rand -hex 24)"
  [ -s "$ETC/tls/key.pem" ] || certificate
}

certificate() { # for a trial only: put the authority's fullchain.pem and key.pem in its place
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" \
    -keyout "$ETC/tls/key.pem" -out "$ETC/tls/fullchain.pem" 2>/dev/null
  chmod 600 "$ETC/tls/key.pem"
}

database() {
  if [ -z "$SYSTEMD" ] && [ ! -d "$STATE/postgres" ]; then
    install -d -o postgres -g postgres -m 700 "$STATE/postgres"
    as postgres postgres "'$PGBIN/initdb' -D '$STATE/postgres' -U postgres --auth-local=peer --auth-host=scram-sha-256 --encoding=UTF8 --locale=C --no-sync" >/dev/null
  fi
  if [ -z "$SYSTEMD" ]; then keep postgres "exec setpriv --reuid=postgres --regid=postgres --clear-groups '$PGBIN/postgres' -D '$STATE/postgres' -p $PGPORT -h 127.0.0.1 -k '$STATE/postgres'"; fi
  wait_for "PostgreSQL" sql -c 'SELECT 1'
  password=$(sed 's/.*Password=//' "$ETC/postgres")
  # on standard input, never on a command line
  printf "SELECT 'CREATE ROLE sicert LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sicert') \\\\gexec\nALTER ROLE sicert PASSWORD '%s';\n" "$password" | sql
  for name in sicert sicert_check; do
    printf "SELECT 'CREATE DATABASE %s OWNER sicert ENCODING ''UTF8'' TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '%s') \\\\gexec\n" "$name" "$name" | sql
  done
}

sql() {
  if [ -n "$SYSTEMD" ]; then as postgres postgres "psql -qAt -v ON_ERROR_STOP=1 -p $PGPORT $(quoted "$@")"; else as postgres postgres "psql -qAt -v ON_ERROR_STOP=1 -h '$STATE/postgres' -p $PGPORT -U postgres $(quoted "$@")"; fi
}
quoted() { for word in "$@"; do printf "'%s' " "$word"; done; }

redis() { # unfinished sessions and codes only: nothing of it is kept on disk
  settings="bind 127.0.0.1\nport $REDISPORT\nsave \"\"\nappendonly no\nmaxmemory-policy noeviction\nrequirepass $(cat "$ETC/redis")\n"
  if [ -n "$SYSTEMD" ]; then
    printf "$settings" >/etc/redis/sicert.conf; chown redis:redis /etc/redis/sicert.conf; chmod 600 /etc/redis/sicert.conf
    grep -qx 'include /etc/redis/sicert.conf' /etc/redis/redis.conf || echo 'include /etc/redis/sicert.conf' >>/etc/redis/redis.conf
    systemctl restart redis-server
  else
    (umask 077; printf "$settings" >"$STATE/redis.conf"); chown redis "$STATE/redis.conf"
    keep redis "exec setpriv --reuid=redis --regid=redis --clear-groups redis-server '$STATE/redis.conf'"
  fi
}

# The program by hand, as the service's account, with the service's secrets.
run() { (become "$@"); }
become() {
  cd "$DATA"
  export SICERT_POSTGRES_FILE="$ETC/postgres" SICERT_KEK_FILE="$ETC/kek" SICERT_REDIS_PASSWORD_FILE="$ETC/redis"
  exec setpriv --reuid="$ACCOUNT" --regid="$GROUP" --clear-groups "$DOTNET" "$PROGRAM/sicert.dll" "$@"
}

configure() {
  port=; [ "$TLS" = 443 ] || port=":$TLS"
  printf '{\n  "publicOrigin": "https://%s%s",\n  "velocity": { "addressHeader": "X-Real-IP" }\n}\n' "$HOST" "$port" >"$DATA/service.json"
  chown "$ACCOUNT:$GROUP" "$DATA/service.json"
  run config check --data "$DATA"
}

# The first start makes tables, keys and the first administrator, whose one-time password stands on this screen and in no journal.
first() {
  (become serve --data "$DATA" --urls "http://127.0.0.1:$HTTP1" "http://127.0.0.1:$GRPC1" --no-jobs) &
  started=$!
  wait_for "the first start" healthy "$HTTP1" || { kill -TERM "$started"; fail "the store could not be made"; }
  kill -TERM "$started"; wait "$started" || [ $? -eq 130 ]
}

instances() {
  for i in 1 2; do
    eval "http=\$HTTP$i grpc=\$GRPC$i"
    printf 'HTTP_URL=http://127.0.0.1:%s\nGRPC_URL=http://127.0.0.1:%s\nREDIS_ENDPOINT=127.0.0.1:%s\nINSTANCES=2\n' "$http" "$grpc" "$REDISPORT" >"$ETC/instance-$i.env"
  done
  printf 'PROGRAM=%s\nDATA=%s\nBACKUPS=%s\nDOTNET=%s\n' "$PROGRAM" "$DATA" "$BACKUPS" "$DOTNET" >"$ETC/jobs.env"
  install -d "$UNITS"
  for unit in "$HERE"/systemd/*; do placed "$unit" >"$UNITS/$(basename "$unit")"; done
  if [ -n "$SYSTEMD" ]; then
    systemctl daemon-reload
    systemctl enable --now sicert@1 sicert@2 sicert-backup.timer sicert-audit.timer
  else
    for i in 1 2; do start "$i"; done
  fi
  for i in 1 2; do eval "wait_for 'instance $i' healthy \$HTTP$i"; done
}

start() { # without systemd: the unit's own command and environment, as its user
  if [ -n "$SYSTEMD" ]; then systemctl start "sicert@$1"; return; fi
  command=$(sed -n 's/^ExecStart=//p' "$UNITS/sicert@.service")
  keep "instance-$1" "cd '$DATA'; umask 077; set -a; . '$ETC/instance-$1.env'; SICERT_POSTGRES_FILE='$ETC/postgres' SICERT_KEK_FILE='$ETC/kek' SICERT_REDIS_PASSWORD_FILE='$ETC/redis'; set +a; exec setpriv --reuid=$ACCOUNT --regid=$GROUP --clear-groups --no-new-privs --bounding-set=-all $command"
}

halt() {
  if [ -n "$SYSTEMD" ]; then systemctl stop "sicert@$1"; else drop "instance-$1"; fi
}

gateway() {
  install -d "$GATEWAY"
  sed -e "s#@HTTP1@#$HTTP1#g; s#@HTTP2@#$HTTP2#g; s#@GRPC1@#$GRPC1#g; s#@GRPC2@#$GRPC2#g; s#@TLSGRPC@#$TLSGRPC#g; s#@TLS@#$TLS#g; s#@HOST@#$HOST#g; s#@LISTEN@#$LISTEN#g; s#@ETC@#$ETC#g" \
    "$HERE/nginx/sicert.conf" >"$GATEWAY/sicert.conf"
  if [ -n "$SYSTEMD" ]; then nginx -t -q; systemctl reload-or-restart nginx; return; fi
  printf 'pid %s/nginx.pid;\nerror_log %s/nginx.log;\nevents {}\nhttp { access_log off; client_body_temp_path %s/nginx-body; proxy_temp_path %s/nginx-proxy; fastcgi_temp_path %s/nginx-f; uwsgi_temp_path %s/nginx-u; scgi_temp_path %s/nginx-s; include %s/sicert.conf; }\n' \
    "$STATE" "$STATE" "$STATE" "$STATE" "$STATE" "$STATE" "$STATE" "$GATEWAY" >"$STATE/nginx.conf"
  nginx -t -q -c "$STATE/nginx.conf"
  keep nginx "exec nginx -c '$STATE/nginx.conf' -g 'daemon off;'"
  wait_for "the gateway" through /
}

check() {
  for i in 1 2; do eval "healthy \$HTTP$i" || fail "instance $i does not serve"; done
  through / || fail "nothing comes through the gateway"
  through /healthz && fail "the gateway shows the health of an instance outside"
  through /readyz && fail "the gateway shows the readiness of an instance outside"
  run models verify
  run audit verify --data "$DATA"
  say "a pair serves https://$HOST${TLS:+:$TLS}"
}

# One after the other: the gateway turns to the other while one is replaced.
upgrade() {
  before=$(readlink "$PROGRAM")
  for i in 1 2; do
    halt "$i"
    [ "$i" = 2 ] || program "$1"
    start "$i"
    eval "wait_for 'instance $i' healthy \$HTTP$i" || { ln -sfn "$before" "$PROGRAM"; fail "instance $i did not come back; the link points to the former program again, the other instance serves on"; }
  done
  check
}

backup() {
  if [ -n "$SYSTEMD" ]; then systemctl start sicert-backup.service; return; fi
  (cd "$DATA" && umask 077 && CREDENTIALS_DIRECTORY="$ETC" SICERT_POSTGRES_FILE="$ETC/postgres" SICERT_KEK_FILE="$ETC/kek" PROGRAM="$PROGRAM" DATA="$DATA" BACKUPS="$BACKUPS" DOTNET="$DOTNET" \
    setpriv --reuid="$ACCOUNT" --regid="$GROUP" --clear-groups sh "$HERE/backup.sh")
}

# The newest backup beside the running pair, into an empty folder and the database sicert_check.
restore() {
  into=${1:-$DATA-restored}
  install -d -o "$ACCOUNT" -g "$GROUP" -m 700 "$into"
  newest=$(ls -d "$BACKUPS"/????-??-??T* | tail -n 1)
  printf 'DROP SCHEMA IF EXISTS sicert CASCADE; DROP SCHEMA IF EXISTS sicert_templates CASCADE;\n' | PGPASSWORD=$(sed 's/.*Password=//' "$ETC/postgres-check") psql -q -h 127.0.0.1 -p "$PGPORT" -U sicert sicert_check 2>/dev/null
  cd "$DATA"
  SICERT_POSTGRES_FILE="$ETC/postgres-check" SICERT_KEK_FILE="$ETC/kek" setpriv --reuid="$ACCOUNT" --regid="$GROUP" --clear-groups \
    "$DOTNET" "$PROGRAM/sicert.dll" restore --from "$newest" --data "$into" --passphrase-file "$ETC/backup-passphrase"
}

# A year that is over: its copy for a witness outside, then a partition of its own that is never written again.
archive() { # the year that begins
  install -d -o "$ACCOUNT" -g "$GROUP" -m 700 "$ARCHIVE"
  run audit export --data "$DATA" --out "$ARCHIVE/audit"
  if [ -n "$(owner -c "SELECT to_regclass('sicert.audit_entry_$1')")" ]; then say "the log of $1 has begun already"; return; fi
  case $(owner -c "SELECT relkind FROM pg_class WHERE oid = 'sicert.audit_entry'::regclass") in
    p) owner -1 -c 'SET search_path = sicert' -c "SELECT close_audit_year('$1')" ;;
    *) owner -1 -c 'SET search_path = sicert' -f "$PROGRAM/layouts/audit-by-year.sql" -c "SELECT partition_audit_log('$(($1 - 1))', '$1')" ;;
  esac
  run audit verify --data "$DATA"
}
owner() { PGPASSWORD=$(sed 's/.*Password=//' "$ETC/postgres") psql -qAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PGPORT" -U sicert "$@" sicert; }

stop() {
  if [ -n "$SYSTEMD" ]; then systemctl stop sicert@1 sicert@2; return; fi
  for name in nginx instance-1 instance-2 redis postgres; do drop "$name"; done
}

healthy() { curl -fsS -o /dev/null --max-time 5 "http://127.0.0.1:$1/healthz" 2>/dev/null; }
through() { curl -fsS -o /dev/null --max-time 10 --cacert "$ETC/tls/fullchain.pem" --resolve "$HOST:$TLS:127.0.0.1" "https://$HOST:$TLS$1" 2>/dev/null; }
wait_for() { # what, command
  what=$1; shift; tries=0
  until "$@" >/dev/null 2>&1; do tries=$((tries + 1)); [ "$tries" -lt "${PATIENCE:-240}" ] || { say "$what did not answer"; return 1; }; sleep 0.5; done
}
keep() { # name, command: kept running in the background, its process id in STATE
  [ -s "$STATE/$1.pid" ] && kill -0 "$(cat "$STATE/$1.pid")" 2>/dev/null && return
  setsid sh -c "$2" >"$STATE/$1.log" 2>&1 </dev/null &
  echo $! >"$STATE/$1.pid"
}
drop() {
  [ -s "$STATE/$1.pid" ] || return 0
  pid=$(cat "$STATE/$1.pid"); signal=TERM; [ "$1" != postgres ] || signal=INT
  kill -"$signal" "$pid" 2>/dev/null || true
  tries=0; while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 120 ]; do tries=$((tries + 1)); sleep 0.5; done
  rm -f "$STATE/$1.pid"
}

[ "$#" -gt 0 ] || fail "expected a step: packages account program secrets database redis configure first instances gateway check upgrade backup restore archive run start halt stop"
step=$1; shift
case "$step" in
  packages | account | program | secrets | database | redis | configure | first | instances | gateway | check | upgrade | backup | restore | archive | run | start | halt | stop) "$step" "$@" ;;
  *) fail "unknown step $step" ;;
esac
