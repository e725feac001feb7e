import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JsonObject } from "./json";

export function fromStruct(struct: Struct | undefined): JsonObject {
  return struct?.toJavaScript() ?? {};
}

export function toStruct(object: JsonObject): Struct {
  // Through text, because the library throws at an undefined that JSON leaves out.
  const defined = JSON.parse(JSON.stringify(object)) as unknown;
  return Struct.fromJavaScript(defined as { [key: string]: object });
}
