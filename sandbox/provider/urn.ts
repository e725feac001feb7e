import { createHash } from "node:crypto";
import { type JsonObject, stringAt } from "./json";

export interface Urn {
  /** For example `kubernetes:apps/v1:Deployment`. */
  type: string;
  /** The name that the program gave. */
  name: string;
}

export function parseUrn(urn: string): Urn {
  // urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME, and a name may hold "::" itself.
  const [, , qualifiedType, ...name] = urn.split("::");
  const type = qualifiedType?.split("$").at(-1);
  if (type === undefined || type === "" || name.length === 0) {
    throw new Error(`"${urn}" is not the URN of a resource: it must end with ::TYPE::NAME`);
  }
  return { type, name: name.join("::") };
}

/** Short and stable: what an object carries so that a later run knows who made it. */
export function urnHash(urn: string): string {
  return createHash("sha256").update(urn).digest("hex").slice(0, 32);
}

export interface ObjectKind {
  apiVersion: string;
  kind: string;
  /** Whether the resource only patches an object that somebody else owns. */
  patch: boolean;
}

/** The kind of object that a resource stands for. Inputs win: custom resources carry theirs. */
export function objectKind(type: string, inputs: JsonObject = {}): ObjectKind {
  const [provider, groupVersion, token] = type.split(":");
  if (provider !== "kubernetes" || groupVersion === undefined || token === undefined) {
    throw new Error(`"${type}" is not a type of the kubernetes provider`);
  }
  const patch = token.endsWith("Patch") && token !== "Patch";
  // The SDK writes the core group as if it had a name.
  const apiVersion = groupVersion.startsWith("core/")
    ? groupVersion.slice("core/".length)
    : groupVersion;
  return {
    apiVersion: stringAt(inputs, "apiVersion") ?? apiVersion,
    kind: stringAt(inputs, "kind") ?? (patch ? token.slice(0, -"Patch".length) : token),
    patch,
  };
}

/** The id of an object, as the official provider writes it: `namespace/name`, or `name`. */
export function objectId(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

export function parseObjectId(id: string): { namespace?: string; name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}
