// Original file: proto/parley/v1/chat_service.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface GetShareResponse {
  'path'?: (string);
  'share_time'?: (_google_protobuf_Timestamp | null);
}

export interface GetShareResponse__Output {
  'path': (string);
  'share_time': (_google_protobuf_Timestamp__Output | null);
}
