// Original file: proto/parley/v1/chat_service.proto

import type { Long } from '@grpc/proto-loader';

export interface TokenUsage {
  'prompt_tokens'?: (number | string | Long);
  'completion_tokens'?: (number | string | Long);
  'cached_prompt_tokens'?: (number | string | Long);
  '_cached_prompt_tokens'?: "cached_prompt_tokens";
}

export interface TokenUsage__Output {
  'prompt_tokens': (string);
  'completion_tokens': (string);
  'cached_prompt_tokens'?: (string);
  '_cached_prompt_tokens'?: "cached_prompt_tokens";
}
