// Original file: proto/parley/v1/chat_service.proto

import type { Long } from '@grpc/proto-loader';

export interface GetStorageResponse {
  'stored_bytes'?: (number | string | Long);
  'limit_bytes'?: (number | string | Long);
  '_limit_bytes'?: "limit_bytes";
}

export interface GetStorageResponse__Output {
  'stored_bytes': (string);
  'limit_bytes'?: (string);
  '_limit_bytes'?: "limit_bytes";
}
