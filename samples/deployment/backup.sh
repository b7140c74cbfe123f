#!/bin/sh
# 备份一次，再恢复到空的数据库和临时文件夹里校验：能恢复的才算备份。
# One backup, then restored into an empty database and a temporary folder: what does not restore is no backup.
# Environment: SICERT_POSTGRES_FILE, SICERT_KEK_FILE (the live store), CREDENTIALS_DIRECTORY with postgres-check and backup-passphrase.
set -eu
PROGRAM=${PROGRAM:-/opt/sicert}
DATA=${DATA:-/var/lib/sicert}
BACKUPS=${BACKUPS:-/var/backups/sicert}
KEEP_DAYS=${KEEP_DAYS:-30}
DOTNET=${DOTNET:-/usr/bin/dotnet}
SECRETS=${CREDENTIALS_DIRECTORY:?}

sicert() { "$DOTNET" "$PROGRAM/sicert.dll" "$@"; }
member() { tr ';' '\n' <"$SECRETS/postgres-check" | sed -n "s/^ *$1=//Ip" | head -n 1; }

name=$(date -u +%Y-%m-%dT%H%M%SZ)
check=$(mktemp -d)
trap 'rm -rf "$check"' EXIT
sicert backup --data "$DATA" --out "$BACKUPS/$name" --passphrase-file "$SECRETS/backup-passphrase" --json

PGPASSWORD=$(member Password) psql -q -v ON_ERROR_STOP=1 -h "$(member Host)" -p "$(member Port)" -U "$(member Username)" -d "$(member Database)" \
  -c 'SET client_min_messages = warning; DROP SCHEMA IF EXISTS sicert CASCADE; DROP SCHEMA IF EXISTS sicert_templates CASCADE'
SICERT_POSTGRES_FILE="$SECRETS/postgres-check" sicert restore --from "$BACKUPS/$name" --data "$check/data" \
  --passphrase-file "$SECRETS/backup-passphrase" --note-in "$DATA" --json

# only after a proven newer one, older ones go
find "$BACKUPS" -mindepth 1 -maxdepth 1 -type d -name '????-??-??T??????Z' -mtime "+$KEEP_DAYS" -exec rm -rf {} +
