#!/bin/sh
# What ssh-audit says of a server on loopback: any failure fails, and any warning but these.
# - curve25519-sha256, in both its names, "does not provide protection against post-quantum
#   attacks": it comes after mlkem768x25519-sha256, which does, and is for clients that know nothing
#   newer.
# - mlkem768x25519-sha256 and kex-strict-s-v00@openssh.com are an "unknown algorithm" to versions
#   older than these two.
# Ends with 77 where there is no ssh-audit.
# usage: tests/ssh_audit.sh [PROGRAM]; without one it is built
set -eu
cd "$(dirname "$0")/.."
if ! command -v ssh-audit >/dev/null; then
  echo "there is no ssh-audit here: install the package ssh-audit" >&2
  exit 77
fi
if [ $# = 0 ]; then
  cargo build --locked --quiet
  set -- "${CARGO_TARGET_DIR:-target}/debug/emstep"
fi

folder=$(mktemp -d)
HOME=$folder "$1" serve --listen 127.0.0.1:0 --data-folder "$folder/data" \
  >"$folder/lines" 2>"$folder/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" || true; rm -r "$folder"' EXIT
until grep -q '^host key' "$folder/lines"; do
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done
port=$(sed -n 's/^present .*ssh -p \([0-9]*\) .*/\1/p' "$folder/lines")

status=0
ssh-audit --batch --no-colors --port="$port" 127.0.0.1 >"$folder/said" || status=$?
cat "$folder/said"
# 2 stands for warnings, 3 for failures; the others mean that nothing was found out.
case $status in
  0 | 2 | 3) ;;
  *) echo "ssh-audit: status $status" >&2; exit 1 ;;
esac
curve='^\(kex\) curve25519-sha256(@libssh\.org)? +-- \[warn\] does not provide protection against post-quantum attacks'
new='^\(kex\) (mlkem768x25519-sha256|kex-strict-s-v00@openssh\.com) +-- \[warn\] unknown algorithm$'
if grep -E '\[(warn|fail)\]' "$folder/said" | grep -Ev "$curve|$new" >"$folder/bad"; then
  echo "ssh-audit found something:" >&2
  cat "$folder/bad" >&2
  exit 1
fi
# Where nothing was printed nothing was looked at.
grep -q '^(key) ssh-ed25519 ' "$folder/said"
echo "ssh-audit: no failure, and no warning but those that are known"
