import type { Command } from "commander";
import { readEnvironment } from "../environments";
import { renderEnvironment } from "../render/render";
import { writeRendering } from "../render/write";
import { ENV_OPTION } from "./env-option";

/** Adds `render`: an environment as plain YAML. */
export function addRenderCommand(program: Command): void {
  program
    .command("render")
    .description("Write every Kubernetes object of an environment as YAML, without a cluster.")
    .option(...ENV_OPTION)
    .requiredOption("--out <dir>", "folder to write to; its objects/ and releases/ are replaced")
    .addHelpText(
      "after",
      `
Writes DIR/objects/<namespace or _cluster>/<kind>-<name>.yaml for each object,
DIR/releases/<name>.yaml for each Helm release, and DIR/summary.json.
Secret values are never written: a placeholder names the secret.`,
    )
    .action(async ({ env, out }: { env: string; out: string }) => {
      const rendering = await renderEnvironment(readEnvironment(env));
      const files = writeRendering(rendering, out);
      console.log(
        `${rendering.environment}: ${rendering.objects.length} objects, ` +
          `${rendering.releases.length} releases, ${files} files in ${out}`,
      );
    });
}
