import type * as pulumi from "@pulumi/pulumi";
import { oneOf } from "../shared/fields";
import { type Transition, remember } from "../shared/remembered";
import { type Field, listOf } from "../shared/shape";
import type { ObjectStorage } from "./object-storage";

/** What only hands can bring from one place to another. */
export const StorageMove = {
  /** Everything that was written, to another bucket or from the volume into one. */
  Storage: "storage",
} as const;
export type StorageMove = (typeof StorageMove)[keyof typeof StorageMove];

export function storageMoveField(): Field<StorageMove[]> {
  return listOf(oneOf(Object.values(StorageMove)));
}

/** Where a storage is, in words. Equal texts are the same place. */
export function storageAddress(storage: ObjectStorage): string {
  switch (storage.kind) {
    case "filesystem":
      return "its volume";
    case "s3-compatible":
      return `the bucket ${storage.bucket} of ${storage.endpoint}`;
    case "azure":
      return `the container ${storage.bucket} of ${storage.account}`;
    default:
      return `the bucket ${storage.bucket}`;
  }
}

/** Where what was written lies: what Pulumi remembers of a backend that looks for it in one place only. */
export type KeptPlace = { storage: string; moved: string[] };

/** A backend whose data does not move by itself. */
export interface Keeper {
  /** Its program, such as "Tempo". */
  program: string;
  objectStorage: ObjectStorage;
  moved: StorageMove[];
  /** How its data is brought from one place to another by hand. */
  steps: readonly string[];
}

/** A live backend is not given another storage while what it has written lies in the old one. */
export function keepStorage(
  name: string,
  { program, objectStorage, moved, steps }: Keeper,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const fact: KeptPlace = { storage: storageAddress(objectStorage), moved };
  const transition = storageTransition(program, steps);
  const path = program.toLowerCase();
  return remember(
    `${name}-storage`,
    fact,
    { subject: `${program} "${name}"`, transition, path },
    options,
  );
}

/** Tells what must be done by hand before one place can become the other. */
export function storageTransition(
  program: string,
  steps: readonly string[],
): Transition<KeptPlace> {
  return (live, wanted, place) => {
    if (live.storage === wanted.storage || wanted.moved.includes(StorageMove.Storage)) return;
    const last = `write moved: ["${StorageMove.Storage}"] beside the change, bring it up, and take \`moved\` away again`;
    const numbered = [...steps, last].map((step, i) => `\n    ${i + 1}. ${step}`);
    place.problems.add({
      path: place.at("objectStorage").path,
      given: `${wanted.storage} for a ${program} that has written into ${live.storage}`,
      allowed: `${live.storage}, or all of it copied: ${program} looks for it in one place`,
      write: `it when this is done:${numbered.join("")}`,
    });
  };
}
