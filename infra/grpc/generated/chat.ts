import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { ChatRequest as _pb_ChatRequest, ChatRequest__Output as _pb_ChatRequest__Output } from './pb/ChatRequest.ts';
import type { ChatResponse as _pb_ChatResponse, ChatResponse__Output as _pb_ChatResponse__Output } from './pb/ChatResponse.ts';
import type { ChatServiceClient as _pb_ChatServiceClient, ChatServiceDefinition as _pb_ChatServiceDefinition } from './pb/ChatService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  pb: {
    ChatRequest: MessageTypeDefinition<_pb_ChatRequest, _pb_ChatRequest__Output>
    ChatResponse: MessageTypeDefinition<_pb_ChatResponse, _pb_ChatResponse__Output>
    ChatService: SubtypeConstructor<typeof grpc.Client, _pb_ChatServiceClient> & { service: _pb_ChatServiceDefinition }
  }
}

