#!/usr/bin/env bash
# Starts a chat and prints the answer while it is written, over gRPC, knowing the schema from the
# server's reflection alone. When the connection is lost, it goes on where it broke off. Needs jq and
# buf, which npx brings.
#
#   PARLEY_TOKEN=… docs/clients/buf/chat.sh "What is gRPC?"
set -euo pipefail

service="http://${PARLEY_ADDRESS:-127.0.0.1:50051}/parley.v1.ChatService"
# With a request id, the question is asked once, however often it is sent.
request=$(jq -n --arg message "${*:-What is gRPC?}" --arg id "$$-$(date +%s%N)" \
  '{message: $message, requestId: $id, settings: {n: 1}}')
events=$(mktemp)
trap 'rm -f "$events"' EXIT

# Calls a method and prints the texts of its events, all of which it keeps.
print_answer() {
  ${BUF:-npx --yes @bufbuild/buf} curl --protocol grpc --http2-prior-knowledge \
    --header "authorization: Bearer ${PARLEY_TOKEN:-}" --data "$2" "$service/$1" |
    tee -a "$events" | jq --unbuffered -j '.event.delta.text // empty'
}

# What FollowAnswer needs; nothing before the answer was begun.
broken_off() {
  jq -cs 'map(.event) | (map(.begun // empty) | last) as $begun | select($begun) |
    {chatId: $begun.chatId, answerId: $begun.answerIds[0],
     position: (map(.delta.position // empty) | last // "0")}' "$events"
}

# How the answer ended; nothing before it has.
end_of_answer() { jq -c '.event.ended.answer | select(.)' "$events"; }

# Ends without the end of the answer: 1 when it never began.
give_up() { [ -z "$(broken_off)" ] && exit 1 || exit 7; }

failures=0
while [ -z "$(end_of_answer)" ]; do
  answer=$(broken_off) code=0
  size=$(wc -c <"$events")
  if [ -z "$answer" ]; then
    print_answer StartChat "$request" || code=$?
  else
    print_answer FollowAnswer "$answer" || code=$?
  fi
  [ -z "$(end_of_answer)" ] || break
  # buf exits with eight times gRPC's code: 14, UNAVAILABLE; it calls a broken stream INTERNAL, 13. A
  # stream that ends well before the answer is as good as broken.
  [ "$code" = 112 ] || [ "$code" = 104 ] || [ "$code" = 0 ] || give_up
  [ "$(wc -c <"$events")" = "$size" ] || failures=0
  [ $((failures += 1)) -le 5 ] || give_up
  sleep $((failures - 1))
done
end=$(end_of_answer)
jq -r '"\n\(.state) \(.errorReason // .finishReason // "")"' <<<"$end" >&2
# As README.md lists them.
exit "$(jq 'if .state == "ANSWER_STATE_COMPLETE" then
    if .finishReason == "FINISH_REASON_STOP" then 0 else 6 end
  else {ANSWER_STATE_FAILED: 3, ANSWER_STATE_INTERRUPTED: 4, ANSWER_STATE_STOPPED: 5}[.state] // 7 end' <<<"$end")"
