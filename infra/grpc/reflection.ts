import { readFile } from "node:fs/promises";
import type { PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import protobuf from "protobufjs";

/** The output of `deno task proto`: Parley's contracts, and `grpc.health.v1`. */
const descriptorSets = ["descriptors.binpb", "health.binpb"];

/**
 * The reflection service, which describes the services to clients. The descriptors come from buf's
 * compiler: those that proto-loader derives lose `optional` and the type of maps, so strict clients
 * reject them.
 */
export async function createReflection(): Promise<ReflectionService> {
  const sets = await Promise.all(
    descriptorSets.map((name) =>
      readFile(new URL(`../../proto/generated/${name}`, import.meta.url))
    ),
  );
  const fileDescriptorProtos = sets.flatMap(splitFiles);
  // The service uses nothing but the descriptors of a package.
  return new ReflectionService({ all: { fileDescriptorProtos } } as unknown as PackageDefinition);
}

/** The files of an encoded `FileDescriptorSet`, which are its only (repeated) field. */
function splitFiles(set: Uint8Array): Uint8Array[] {
  const reader = protobuf.Reader.create(set);
  const files: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    reader.uint32();
    files.push(reader.bytes());
  }
  return files;
}
