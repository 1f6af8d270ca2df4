// Original file: proto/parley/v1/chat_service.proto


export interface ListModelsRequest {
}

export interface ListModelsRequest__Output {
}
