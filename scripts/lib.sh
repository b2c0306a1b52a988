# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts share: where things are, and how they say what they do.
# Progress goes to standard error, results to standard output.

# shellcheck disable=SC2034 # used by the scripts that source this file

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$repo/.venv"
mkdir -p "$repo/build"
log="$repo/build/$(basename "$0").log"
step_start=0

say() { printf '%s\n' "$*" >&2; }

# die SENTENCE: ends the script. Exit codes as the binary's: 2 usage, 3 environment or data.
die() {
  say "$(basename "$0"): $1"
  exit "${2:-3}"
}

# usage_of FILE: the comment block under the licence lines, as --help prints it.
usage_of() { sed -n '4,/^[^#]/{s/^# \{0,1\}//p}' "$1"; }

# step TEXT COMMAND...: one line, with the time it took; the command's output goes to $log.
# Returns the command's status.
step() {
  local text=$1 start=$SECONDS status=0
  shift
  printf '%s ... ' "$text" >&2
  step_start=$(stat -c %s "$log" 2>/dev/null || echo 0)
  "$@" >>"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -eq 0 ]; then say "done, $((SECONDS - start)) s"; else say "failed after $((SECONDS - start)) s"; fi
  return "$status"
}

# What the last step wrote.
step_output() { tail -c "+$((step_start + 1))" "$log"; }

# Whether the last step failed because nothing outside could be reached.
network_failed() {
  step_output | grep -qiE 'temporary failure resolving|could not resolve|could not connect|network is unreachable|name resolution|failed to establish a new connection|connection timed out'
}

# minutes_since SECONDS_AT_START: "3 min 5 s".
minutes_since() {
  local all=$((SECONDS - $1))
  printf '%d min %d s' $((all / 60)) $((all % 60))
}
