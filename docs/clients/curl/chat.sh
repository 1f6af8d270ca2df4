#!/usr/bin/env bash
# Starts a chat over the JSON API and prints the answer as it streams in server-sent events. After a
# lost connection it resumes from the same place. Needs curl and jq.
#
#   PARLEY_TOKEN=… docs/clients/curl/chat.sh "What is gRPC?"
set -euo pipefail

api="${PARLEY_URL:-http://127.0.0.1:8080}/api/v1"
body=$(jq -n --arg message "${*:-What is gRPC?}" '{message: $message, settings: {n: 1}}')
# Thanks to the idempotency key, sending the question again doesn't ask it twice: the call gets the
# same answer.
key="$$-$(date +%s%N)"
last_id=

ask() {
  curl --silent --show-error --no-buffer "$api/chats" \
    -H "Authorization: Bearer ${PARLEY_TOKEN:-}" \
    -H "Content-Type: application/json" -H "Accept: text/event-stream" \
    -H "Idempotency-Key: $key" ${last_id:+-H "Last-Event-ID: $last_id"} \
    --data "$body"
}

# Handles a line of the stream, or the JSON that the server sends instead if it refuses the call.
take() {
  local value=${1#*:}
  case $1 in
    event:*) event=$value ;;
    id:*) id=$value ;;
    data:*) data=$value ;;
    '{'*) refuse "$1" ;;
    '') [ -z "$event" ] || show ;;
  esac
}

show() {
  case $event in
    begun) [ -n "$last_id" ] || jq -r '"Chat \(.chat_id)"' <<<"$data" >&2 ;;
    delta) jq -j .text <<<"$data" ;;
    ended)
      jq -r '.answer | "\n\(.state) \(.error_reason // .finish_reason // "")"' <<<"$data" >&2
      exit_code=$(exit_code_of "$data")
      ;;
    problem) refuse "$data" ;;
  esac
  last_id=$id failures=0 event=''
}

# The exit code for how an answer ended; README.md lists the codes.
exit_code_of() {
  jq -r '.answer | if .state != "complete" then {failed: 3, interrupted: 4, stopped: 5}[.state] // 7
    elif .finish_reason == "stop" then 0 else 6 end' <<<"$1"
}

# Exits before the answer has ended: with 1 if it never began, otherwise with 7.
give_up() { [ -z "$last_id" ] && exit 1 || exit 7; }

# Status 503 means that the server is starting or stopping: the call is tried again.
refuse() {
  jq -r '"\(.code): \(.detail)"' <<<"$1" >&2
  [ "$(jq .status <<<"$1")" = 503 ] || give_up
}

failures=0 exit_code=7
until [ "$last_id" = end ]; do
  event='' id=$last_id
  while IFS= read -r line || [ -n "$line" ]; do take "$line"; done < <(ask)
  [ "$last_id" = end ] || sleep "$failures"
  if [ $((failures += 1)) -gt 5 ]; then
    echo "Cannot reach $api, or read the answer to its end" >&2
    give_up
  fi
done
exit "$exit_code"
