#!/usr/bin/env bash
# Starts a chat over gRPC and prints the answer as it streams. The schema comes from the server's
# reflection. After a lost connection it resumes from the same place. Needs jq, and npx for buf.
#
#   PARLEY_TOKEN=… docs/clients/buf/chat.sh "What is gRPC?"
set -euo pipefail

service="http://${PARLEY_ADDRESS:-127.0.0.1:50051}/parley.v1.ChatService"
# Thanks to the request id, sending the question again doesn't ask it twice.
request=$(jq -n --arg message "${*:-What is gRPC?}" --arg id "$$-$(date +%s%N)" \
  '{message: $message, requestId: $id, settings: {n: 1}}')
events=$(mktemp)
trap 'rm -f "$events"' EXIT

# Calls a method, prints the text of its events, and keeps the events in a file.
print_answer() {
  ${BUF:-npx --yes @bufbuild/buf} curl --protocol grpc --http2-prior-knowledge \
    --header "authorization: Bearer ${PARLEY_TOKEN:-}" --data "$2" "$service/$1" |
    tee -a "$events" | jq --unbuffered -j '.event.delta.text // empty'
}

# The request for FollowAnswer; empty until the answer has begun.
follow_request() {
  jq -cs 'map(.event) | (map(.begun // empty) | last) as $begun | select($begun) |
    {chatId: $begun.chatId, answerId: $begun.answerIds[0],
     position: (map(.delta.position // empty) | last // "0")}' "$events"
}

# The answer's details once it has ended; empty before.
end_of_answer() { jq -c '.event.ended.answer | select(.)' "$events"; }

# Exits before the answer has ended: with 1 if it never began, otherwise with 7.
give_up() { [ -z "$(follow_request)" ] && exit 1 || exit 7; }

failures=0
while [ -z "$(end_of_answer)" ]; do
  answer=$(follow_request) code=0
  size=$(wc -c <"$events")
  if [ -z "$answer" ]; then
    print_answer StartChat "$request" || code=$?
  else
    print_answer FollowAnswer "$answer" || code=$?
  fi
  [ -z "$(end_of_answer)" ] || break
  # buf exits with eight times gRPC's code: 112 is UNAVAILABLE (14), and 104 is INTERNAL (13), its
  # code for a broken stream. 0 before the answer has ended also means a broken stream.
  [ "$code" = 112 ] || [ "$code" = 104 ] || [ "$code" = 0 ] || give_up
  [ "$(wc -c <"$events")" = "$size" ] || failures=0
  [ $((failures += 1)) -le 5 ] || give_up
  sleep $((failures - 1))
done
end=$(end_of_answer)
jq -r '"\n\(.state) \(.errorReason // .finishReason // "")"' <<<"$end" >&2
# README.md lists the exit codes.
exit "$(jq 'if .state == "ANSWER_STATE_COMPLETE" then
    if .finishReason == "FINISH_REASON_STOP" then 0 else 6 end
  else {ANSWER_STATE_FAILED: 3, ANSWER_STATE_INTERRUPTED: 4, ANSWER_STATE_STOPPED: 5}[.state] // 7 end' <<<"$end")"
