import {
  type ClientDuplexStream,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  type ServiceClientConstructor,
} from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import descriptor from "protobufjs/ext/descriptor/index.js";
import { startGrpcTest } from "../support/grpc/test_server.ts";

type ReflectionResponse = {
  readonly listServicesResponse?: { readonly service: { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: Uint8Array[] };
  readonly errorResponse?: { readonly errorCode: number };
};

/** Sends the server's reflection service one request, without a token. */
async function reflect(
  address: string,
  version: "v1" | "v1alpha",
  request: object,
): Promise<ReflectionResponse> {
  const path = `../proto/grpc/reflection/${version}/reflection.proto`;
  const url = new URL(path, import.meta.resolve("@grpc/reflection"));
  const root = loadPackageDefinition(await load(fileURLToPath(url)));
  const { [version]: reflection } = (root.grpc as GrpcObject).reflection as GrpcObject;
  const { ServerReflection } = reflection as Record<string, ServiceClientConstructor>;
  const client = new ServerReflection!(address, credentials.createInsecure());
  const call: ClientDuplexStream<object, ReflectionResponse> = client.ServerReflectionInfo!();
  call.end(request);
  try {
    for await (const response of call) return response as ReflectionResponse;
    throw new Error("Reflection sent no response");
  } finally {
    client.close();
  }
}

for (const version of ["v1", "v1alpha"] as const) {
  Deno.test(`reflection ${version} lists the services`, async () => {
    await using t = await startGrpcTest();
    const { listServicesResponse } = await reflect(t.address, version, { listServices: "*" });
    const names = listServicesResponse?.service.map(({ name }) => name);
    assert.deepEqual(names?.sort(), [
      "grpc.health.v1.Health",
      "parley.v1.ChatService",
      "pb.ChatService",
    ]);
  });

  Deno.test(`reflection ${version} describes a service with all its types`, async () => {
    await using t = await startGrpcTest();
    const request = { fileContainingSymbol: "parley.v1.ChatService" };
    const { fileDescriptorResponse } = await reflect(t.address, version, request);
    const files = fileDescriptorResponse!.fileDescriptorProto
      .map((bytes) => descriptor.FileDescriptorProto.decode(bytes).toJSON().name);
    assert.deepEqual(files.sort(), [
      "google/protobuf/duration.proto",
      "google/protobuf/field_mask.proto",
      "google/protobuf/timestamp.proto",
      "parley/v1/chat_service.proto",
    ]);
  });
}

Deno.test("reflection describes the contract as it was written", async () => {
  await using t = await startGrpcTest();
  const request = { fileContainingSymbol: "pb.ChatService" };
  const { fileDescriptorResponse } = await reflect(t.address, "v1", request);
  const [bytes] = fileDescriptorResponse!.fileDescriptorProto;
  const { package: name, messageType, service } = descriptor.FileDescriptorProto.decode(bytes!)
    .toJSON();
  assert.equal(name, "pb");
  assert.deepEqual(service, [{
    name: "ChatService",
    method: [{
      name: "ChatStream",
      inputType: ".pb.ChatRequest",
      outputType: ".pb.ChatResponse",
      options: {},
      serverStreaming: true,
    }],
  }]);
  const [chatId] = messageType[0].field;
  assert.equal(chatId.name, "chat_id");
  assert.equal(chatId.proto3Optional, true);
});

Deno.test("reflection answers NOT_FOUND for an unknown symbol", async () => {
  await using t = await startGrpcTest();
  const request = { fileContainingSymbol: "pb.NoService" };
  const { errorResponse } = await reflect(t.address, "v1", request);
  assert.equal(errorResponse?.errorCode, 5);
});
