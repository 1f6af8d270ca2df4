// Original file: proto/parley/v1/chat_service.proto

import type { Long } from '@grpc/proto-loader';

export interface FollowAnswerRequest {
  'chat_id'?: (string);
  'answer_id'?: (string);
  'position'?: (number | string | Long);
  'thinking_position'?: (number | string | Long);
}

export interface FollowAnswerRequest__Output {
  'chat_id': (string);
  'answer_id': (string);
  'position': (string);
  'thinking_position': (string);
}
