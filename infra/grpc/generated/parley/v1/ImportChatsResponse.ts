// Original file: proto/parley/v1/chat_service.proto

import type { FailedImport as _parley_v1_FailedImport, FailedImport__Output as _parley_v1_FailedImport__Output } from '../../parley/v1/FailedImport.ts';

export interface ImportChatsResponse {
  'imported'?: (number);
  'present'?: (number);
  'failed'?: (number);
  'failures'?: (_parley_v1_FailedImport)[];
}

export interface ImportChatsResponse__Output {
  'imported': (number);
  'present': (number);
  'failed': (number);
  'failures': (_parley_v1_FailedImport__Output)[];
}
