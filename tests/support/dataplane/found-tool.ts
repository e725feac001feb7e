import type { Context } from "mocha";
import { type ToolName, findTool } from "../../../sandbox/tools";
import { skip } from "../skip";

/** A program that tools/ does not build: its path, or a skip of the test or suite that says so. */
export async function foundTool(context: Context, name: ToolName): Promise<string> {
  const binary = await findTool(name);
  return (
    binary ?? skip(context, `no ${name} of the deployed major version on PATH or in the cache`)
  );
}
