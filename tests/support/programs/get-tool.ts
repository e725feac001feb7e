import { Network, type Patience } from "../../../sandbox/programs/network";
import type { ProgramSources } from "../../../sandbox/programs/sources";
import { type ToolName, ensureTool } from "../../../sandbox/tools";

/** What another process is to get, and from where. */
export interface Errand {
  name: ToolName;
  cache: string;
  path: string;
  sources: ProgramSources;
  patience: Partial<Patience>;
}

/** Gets a program in a process of its own, and prints where it is. */
async function main(): Promise<void> {
  const { name, cache, path, sources, patience } = JSON.parse(process.argv[2]!) as Errand;
  const places = { cache, path, network: new Network(sources, patience) };
  console.log(await ensureTool(name, undefined, places));
}

void main();
