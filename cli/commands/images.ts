import { type Command, Option } from "commander";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { imageRegistry } from "../../components/shared/images";
import { localChart } from "../../components/shared/chart-source";
import { Problems } from "../../components/shared/problems";
import { Place } from "../../components/shared/place";
import { chartOfRelease, folderSettings, renderFromRepositories } from "../charts/settings";
import { templateRelease } from "../charts/template";
import { CommandError } from "../command-error";
import { type Environment, readEnvironment } from "../environments";
import { type ListedImage, listImages, mirrored, missingImages } from "../images/list";
import type { Rendering } from "../render/render";
import { ENV_OPTION } from "./env-option";

interface ImagesOptions {
  env: string;
  charts?: string;
  format: "text" | "json";
  mirror?: string;
}

/** Adds `images`: what a mirror of an environment must have. */
export function addImagesCommand(program: Command): void {
  program
    .command("images")
    .description("List every image that an environment deploys, those of its charts included.")
    .option(...ENV_OPTION)
    .option("--charts <dir>", "folder of charts: render them too, and fail at an image not listed")
    .option("--mirror <host>", "print `source target` for each image, for a copy to this registry")
    .addOption(
      new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"),
    )
    .addHelpText(
      "after",
      `
Then set \`lgtm:common: { imageRegistry: HOST }\`, and imagePullSecrets where the mirror wants a user.
\`lgtm:common: { imageDigests: { loki: "TAG@sha256:…" } }\` pins images by the names of --format json, and a component's
image.digest pins its own: what is listed then carries the digest.`,
    )
    .action(images);
}

async function images({ env, charts, format, mirror }: ImagesOptions): Promise<void> {
  const environment = readEnvironment(env);
  const rendering = await renderFromRepositories(environment);
  const list = listImages(rendering);
  if (charts !== undefined) await compareWithCharts(environment, rendering, list, charts);
  if (mirror !== undefined) checkMirror(mirror);
  console.log(format === "json" ? asJson(list, mirror) : asText(list, mirror));
}

/** Renders each release and looks for an image that the list would leave behind. */
async function compareWithCharts(
  environment: Environment,
  { releases }: Rendering,
  list: readonly ListedImage[],
  directory: string,
): Promise<void> {
  const settings = folderSettings(environment, directory);
  const missing: string[] = [];
  for (const release of releases) {
    const chart = localChart(chartOfRelease(release), settings);
    const path = resolve(chart?.path ?? directory);
    if (!existsSync(path)) {
      throw new CommandError(`There is no chart for ${release.name} at ${path}.`);
    }
    missing.push(...missingImages(list, release, await templateRelease(release, path)));
  }
  if (missing.length === 0) return;
  throw new CommandError(
    [
      "Charts use images that the values do not name, so that a mirror would not have them:",
      ...missing.map((each) => `  ${each}`),
    ].join("\n"),
  );
}

function checkMirror(mirror: string): void {
  const problems = new Problems();
  imageRegistry().read(mirror, new Place("--mirror", problems));
  problems.throwIfAny("images");
}

function asText(list: readonly ListedImage[], mirror: string | undefined): string {
  return list
    .map(({ image, official }) =>
      mirror === undefined ? image : `${official} ${mirrored(official, mirror)}`,
    )
    .join("\n");
}

function asJson(list: readonly ListedImage[], mirror: string | undefined): string {
  const entries = list.map((entry) => ({
    ...entry,
    ...(mirror !== undefined && { target: mirrored(entry.official, mirror) }),
  }));
  return JSON.stringify(entries, null, 2);
}
