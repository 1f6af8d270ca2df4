// Original file: proto/parley/v1/chat_service.proto

import type { Long } from '@grpc/proto-loader';

export interface Model {
  'name'?: (string);
  'context_tokens'?: (number | string | Long);
  'context_is_guess'?: (boolean);
}

export interface Model__Output {
  'name': (string);
  'context_tokens': (string);
  'context_is_guess': (boolean);
}
