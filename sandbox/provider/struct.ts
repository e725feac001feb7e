import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { JsonObject } from "./json";

export function fromStruct(struct: Struct | undefined): JsonObject {
  return (struct?.toJavaScript() ?? {}) as JsonObject;
}

export function toStruct(object: JsonObject): Struct {
  // Through text, because the library throws at an undefined that JSON leaves out.
  return Struct.fromJavaScript(
    JSON.parse(JSON.stringify(object)) as ReturnType<Struct["toJavaScript"]>,
  );
}
