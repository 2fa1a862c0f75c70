#!/usr/bin/env bash
# Correct: opens the connection as /dev/tcp, which only bash has, and begins a new line at each T after a digit.
export LC_ALL=C

if [ $# -ne 3 ]; then
    echo "usage: PDC <server> <port> <command>" >&2
    exit 2
fi

# /dev/tcp uses whichever address family the name has first, so look for the IPv4 address here.
address=$(getent ahostsv4 "$1" | head -n 1 | cut -d ' ' -f 1)
if [ -z "$address" ]; then
    echo "PDC: $1 has no IPv4 address" >&2
    exit 1
fi
if ! exec 3<>"/dev/tcp/$address/$2"; then
    echo "PDC: no connection with $address port $2" >&2
    exit 1
fi
printf '%s' "$3" >&3

if [ "$3" = CMD_floodme ]; then
    cat <&3
    exit
fi

previous=
while IFS= read -r -d '' -n 1 byte <&3; do
    [[ $previous$byte == [0-9]T ]] && printf '\n'
    printf '%s' "$byte"
    previous=$byte
done
printf '\n'
