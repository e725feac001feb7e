import type { Context } from "mocha";
import { type ToolName, findTool } from "../../../sandbox/tools";
import { skip } from "../skip";

/** A program that nobody can build from a public Go module: its path, or a skip of the suite that says so. */
export async function foundTool(context: Context, name: ToolName): Promise<string> {
  const binary = await findTool(name);
  return binary ?? skip(context, `no ${name} of the pinned major version on PATH or in the cache`);
}
