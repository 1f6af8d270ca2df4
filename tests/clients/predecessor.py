"""A client as the predecessor's users have one: asks ChatStream and prints each `content` as a line of
JSON, then the status. Asks with the same words again when it failed, as often as it is told.

    predecessor.py <address> <token> <tries> <user_id> <user_message> [<chat_id>]
"""

import json
import sys

import chat_pb2
import chat_pb2_grpc
import grpc

address, token, tries, user_id, user_message, *rest = sys.argv[1:]
chat_id = rest[0] if rest else None
with grpc.insecure_channel(address) as channel:
    stub = chat_pb2_grpc.ChatServiceStub(channel)
    for _ in range(int(tries)):
        request = chat_pb2.ChatRequest(
            chat_id=chat_id, user_id=user_id, user_message=user_message
        )
        call = stub.ChatStream(request, metadata=[("authorization", token)])
        try:
            for response in call:
                chat_id = response.chat_id
                print(json.dumps([chat_id, response.content]), flush=True)
        except grpc.RpcError:
            pass
        print(call.code().name, flush=True)
        if call.code() == grpc.StatusCode.OK:
            break
