// Original file: proto/parley/v1/chat_service.proto

import type { FailedImport as _parley_v1_FailedImport, FailedImport__Output as _parley_v1_FailedImport__Output } from '../../parley/v1/FailedImport.ts';
import type { ImportOmissions as _parley_v1_ImportOmissions, ImportOmissions__Output as _parley_v1_ImportOmissions__Output } from '../../parley/v1/ImportOmissions.ts';

export interface ImportChatsResponse {
  'imported'?: (number);
  'present'?: (number);
  'failed'?: (number);
  'failures'?: (_parley_v1_FailedImport)[];
  'omitted'?: (_parley_v1_ImportOmissions | null);
  '_omitted'?: "omitted";
}

export interface ImportChatsResponse__Output {
  'imported': (number);
  'present': (number);
  'failed': (number);
  'failures': (_parley_v1_FailedImport__Output)[];
  'omitted'?: (_parley_v1_ImportOmissions__Output | null);
  '_omitted'?: "omitted";
}
