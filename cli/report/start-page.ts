import { join } from "node:path";
import { CommandError } from "../command-error";
import { sandboxFolder } from "../engine/target";
import type { Rendering } from "../render/render";
import { reportText, writeReport } from "./write";

/**
 * Writes the page of an environment before its embedded cluster is there, and says where it is: there is something to
 * look at while programs are built. It stands beside the cluster and goes with it. That it cannot be written stops
 * nobody: then there is no path.
 */
export async function writeStartPage(rendering: Rendering): Promise<string | undefined> {
  const file = join(sandboxFolder(rendering.environment), "report.html");
  try {
    const path = writeReport(await reportText(rendering), file);
    console.log(`A page that shows what ${rendering.environment} consists of: ${path}`);
    return path;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.log(error.message);
    return undefined;
  }
}
