"""Starts a chat and prints the answer as it streams. After a lost connection it resumes from the
same place.

    cd docs/clients/python
    python3 -m venv .venv
    .venv/bin/pip install grpcio grpcio-tools
    .venv/bin/python -m grpc_tools.protoc -I ../../../proto --python_out=. --grpc_python_out=. \
        parley/v1/chat_service.proto
    PARLEY_TOKEN=... .venv/bin/python chat.py "What is gRPC?"

To make the stubs with Debian's python3-grpcio and protobuf-compiler-grpc instead:

    protoc --descriptor_set_in=../../../proto/generated/descriptors.binpb --python_out=. --grpc_python_out=. \
        --plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin parley/v1/chat_service.proto
"""

import os
import sys
import time
import uuid

import grpc
from parley.v1 import chat_service_pb2 as pb
from parley.v1 import chat_service_pb2_grpc as pb_grpc


def ask(chats, message, metadata):
    """Asks a question and yields the events of its answer, each piece of text once."""
    # Thanks to the request id, sending the question again doesn't ask it twice.
    request = pb.StartChatRequest(
        message=message, request_id=str(uuid.uuid4()), settings=pb.ChatSettings(n=1)
    )
    answer = None
    failures = 0
    is_over = False
    while True:
        if answer is None:
            call = chats.StartChat(request, metadata=metadata)
        else:
            call = chats.FollowAnswer(answer, metadata=metadata)
        try:
            for response in call:
                failures = 0
                event = response.event
                if event.HasField("begun"):
                    answer = pb.FollowAnswerRequest(
                        chat_id=event.begun.chat_id, answer_id=event.begun.answer_ids[0]
                    )
                elif event.HasField("delta"):
                    answer.position = event.delta.position
                else:
                    is_over = True
                yield event
        except grpc.RpcError as error:
            if not is_over and (error.code() != grpc.StatusCode.UNAVAILABLE or failures == 5):
                raise
        if is_over:
            return
        failures += 1
        if failures > 5:
            raise EOFError("the stream ended before the answer did")
        time.sleep(0.25 * 2**failures)


EXIT_CODES = {
    pb.ANSWER_STATE_FAILED: 3,
    pb.ANSWER_STATE_INTERRUPTED: 4,
    pb.ANSWER_STATE_STOPPED: 5,
}


def exit_code_of(answer):
    """The exit code for how an answer ended; README.md lists the codes."""
    if answer.state != pb.ANSWER_STATE_COMPLETE:
        return EXIT_CODES.get(answer.state, 7)
    return 0 if answer.finish_reason == pb.FINISH_REASON_STOP else 6


def main():
    address = os.environ.get("PARLEY_ADDRESS", "127.0.0.1:50051")
    metadata = [("authorization", f"Bearer {os.environ.get('PARLEY_TOKEN')}")]
    question = " ".join(sys.argv[1:]) or "What is gRPC?"
    # 1 until the answer begins, then 7 until it ends.
    exit_code = 1
    with grpc.insecure_channel(address) as channel:
        chats = pb_grpc.ChatServiceStub(channel)
        try:
            for event in ask(chats, question, metadata):
                if event.HasField("begun"):
                    print("Chat", event.begun.chat_id, file=sys.stderr)
                    exit_code = 7
                elif event.HasField("delta"):
                    print(event.delta.text, end="", flush=True)
                else:
                    answer = event.ended.answer
                    state = pb.AnswerState.Name(answer.state)
                    reason = answer.error_reason or pb.FinishReason.Name(answer.finish_reason)
                    print(f"\n{state} {reason}", file=sys.stderr)
                    exit_code = exit_code_of(answer)
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
        except EOFError as error:
            print(f"Lost: {error}", file=sys.stderr)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
