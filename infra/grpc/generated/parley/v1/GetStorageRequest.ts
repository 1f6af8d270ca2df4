// Original file: proto/parley/v1/chat_service.proto


export interface GetStorageRequest {
}

export interface GetStorageRequest__Output {
}
