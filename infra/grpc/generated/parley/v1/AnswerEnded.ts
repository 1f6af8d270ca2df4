// Original file: proto/parley/v1/chat_service.proto

import type { AnswerDetails as _parley_v1_AnswerDetails, AnswerDetails__Output as _parley_v1_AnswerDetails__Output } from '../../parley/v1/AnswerDetails.ts';

export interface AnswerEnded {
  'index'?: (number);
  'answer'?: (_parley_v1_AnswerDetails | null);
}

export interface AnswerEnded__Output {
  'index': (number);
  'answer': (_parley_v1_AnswerDetails__Output | null);
}
