// Original file: proto/parley/v1/chat_service.proto

import type { Model as _parley_v1_Model, Model__Output as _parley_v1_Model__Output } from '../../parley/v1/Model.ts';

export interface ListModelsResponse {
  'models'?: (_parley_v1_Model)[];
}

export interface ListModelsResponse__Output {
  'models': (_parley_v1_Model__Output)[];
}
