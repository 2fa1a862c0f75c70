#!/usr/bin/env bash
# Correct: netcat handles the socket; the shell looks at each byte and begins a new line at each T after a digit.
export LC_ALL=C
set -o pipefail

if [ $# -ne 3 ]; then
    echo "usage: PDC <server> <port> <command>" >&2
    exit 2
fi

show_messages() {
    local byte previous=
    while IFS= read -r -d '' -n 1 byte; do
        [[ $previous$byte == [0-9]T ]] && printf '\n'
        printf '%s' "$byte"
        previous=$byte
    done
    printf '\n'
}

show=show_messages
if [ "$3" = CMD_floodme ]; then
    show=cat
fi

if ! printf '%s' "$3" | nc -4 "$1" "$2" | $show; then
    echo "PDC: no connection with $1 port $2" >&2
    exit 1
fi
