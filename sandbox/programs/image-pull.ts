import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ToolName, toolCatalog, toolNames } from "./catalog";
import { byteProgress, megabytes } from "./byte-progress";
import type { Crane } from "./crane";
import { inFolder } from "./folder-size";
import type { Progress } from "./go-build";
import { type ProgramFiles, extractProgram, singleFile } from "./image-files";
import { fileName } from "./kept";
import type { Machine } from "./machine";
import { type Origin, Way } from "./origin";
import { Unavailable } from "./program-error";
import { reportedVersion, versionFits } from "./version";
import { type WantedImage, imageReference } from "./wanted-image";

/** Programs that need more of their image than one file. */
const FILES: Partial<Record<ToolName, ProgramFiles>> = {
  grafana: { candidates: ["usr/share/grafana/bin/grafana"], folder: "usr/share/grafana" },
};

/** A program in a folder that is not in its place yet. */
export interface Draft {
  readonly name: ToolName;
  readonly folder: string;
  readonly origin: Origin;
}

export interface PullOptions {
  readonly name: ToolName;
  readonly image: WantedImage;
  readonly machine: Machine;
  readonly crane: Crane;
  /** An empty folder to work in. */
  readonly folder: string;
  readonly progress: Progress;
}

/** Takes a program out of its image, and with it those that the same image has, such as promtool. */
export async function pullPrograms(options: PullOptions): Promise<Draft[]> {
  const { name, image, machine, crane, folder, progress } = options;
  if (machine.os !== "linux") {
    throw new Unavailable("a program out of a container image runs only on Linux");
  }
  const started = Date.now();
  const what = `${name} ${image.version}`;
  const reference = imageReference(image);
  const { digest, bytes } = await crane.image(reference, machine);
  progress(`${what}: pulling ${reference}, ${megabytes(bytes)}`);
  const digests = [...new Set([digest, image.digest ?? (await crane.digest(reference))])];
  const archive = join(folder, "image.tar");
  const pinned = `${image.repository}@${digest}`;
  await crane.save(pinned, archive, byteProgress(what, bytes, progress));
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  const drafts: Draft[] = [];
  for (const each of programsOf(name)) {
    const target = join(folder, each);
    await mkdir(target);
    try {
      const binary = await extractProgram(
        (use) => crane.files(archive, temporary, use),
        FILES[each] ?? singleFile(fileName(each, toolCatalog[each])),
        target,
      );
      await requireVersion(each, join(target, binary), image);
      const from = `${image.repository}:${image.tag}`;
      const origin = { way: Way.Image, version: image.version, from, binary, digests };
      drafts.push({ name: each, folder: target, origin });
    } catch (error) {
      // What nobody asked for may be missing.
      if (each === name || !(error instanceof Unavailable)) throw error;
    }
  }
  await rm(archive);
  const kept = await inFolder(folder);
  const seconds = Math.round((Date.now() - started) / 1000);
  progress(`${what}: pulled in ${seconds} s, ${megabytes(kept)} kept`);
  return drafts;
}

/** The programs of an image, the one that is asked for first. */
function programsOf(name: ToolName): ToolName[] {
  const { image } = toolCatalog[name];
  const others = toolNames.filter((each) => each !== name && toolCatalog[each].image === image);
  return [name, ...others];
}

/** A program that was made for another system is found out here, and not by the first test. */
async function requireVersion(name: ToolName, binary: string, image: WantedImage): Promise<void> {
  const { probe } = toolCatalog[name];
  // A tag such as `latest` says no version that could be compared.
  if (probe === undefined || !/^\d/.test(image.version)) return;
  const version = await reportedVersion(binary, probe);
  if (version === undefined) throw new Unavailable(`its ${name} does not run on this machine`);
  if (!versionFits(version, image.version, "exact")) {
    throw new Unavailable(`its ${name} says that it is ${version}, not ${image.version}`);
  }
}
