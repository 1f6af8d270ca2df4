// Original file: proto/parley/v1/chat_service.proto

import type { ExportFormat as _parley_v1_ExportFormat, ExportFormat__Output as _parley_v1_ExportFormat__Output } from '../../parley/v1/ExportFormat.ts';

export interface ExportChatRequest {
  'chat_id'?: (string);
  'format'?: (_parley_v1_ExportFormat);
}

export interface ExportChatRequest__Output {
  'chat_id': (string);
  'format': (_parley_v1_ExportFormat__Output);
}
