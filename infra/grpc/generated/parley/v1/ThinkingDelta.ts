// Original file: proto/parley/v1/chat_service.proto

import type { Long } from '@grpc/proto-loader';

export interface ThinkingDelta {
  'index'?: (number);
  'text'?: (string);
  'position'?: (number | string | Long);
}

export interface ThinkingDelta__Output {
  'index': (number);
  'text': (string);
  'position': (string);
}
