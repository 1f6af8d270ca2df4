// Original file: proto/parley/v1/chat_service.proto

import type { Long } from '@grpc/proto-loader';

export interface ChatSettings {
  'model'?: (string);
  'temperature'?: (number | string);
  'top_p'?: (number | string);
  'n'?: (number);
  'stop'?: (string)[];
  'max_tokens'?: (number | string | Long);
  'presence_penalty'?: (number | string);
  'frequency_penalty'?: (number | string);
  'reasoning_effort'?: (string);
  '_model'?: "model";
  '_temperature'?: "temperature";
  '_top_p'?: "top_p";
  '_n'?: "n";
  '_max_tokens'?: "max_tokens";
  '_presence_penalty'?: "presence_penalty";
  '_frequency_penalty'?: "frequency_penalty";
  '_reasoning_effort'?: "reasoning_effort";
}

export interface ChatSettings__Output {
  'model'?: (string);
  'temperature'?: (number);
  'top_p'?: (number);
  'n'?: (number);
  'stop': (string)[];
  'max_tokens'?: (string);
  'presence_penalty'?: (number);
  'frequency_penalty'?: (number);
  'reasoning_effort'?: (string);
  '_model'?: "model";
  '_temperature'?: "temperature";
  '_top_p'?: "top_p";
  '_n'?: "n";
  '_max_tokens'?: "max_tokens";
  '_presence_penalty'?: "presence_penalty";
  '_frequency_penalty'?: "frequency_penalty";
  '_reasoning_effort'?: "reasoning_effort";
}
