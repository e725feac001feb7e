import { builtTools } from "../sandbox/programs/catalog";
import { lookUp } from "../sandbox/programs/lookup";
import { type ToolPlaces, defaultPlaces } from "../sandbox/programs/places";
import { type ToolName, ensureTool, obtainableTools } from "../sandbox/tools";
import type { ProgramSource } from "./programs";

type Say = (line: string) => void;

/** The programs that are here or can be fetched, of the images that are deployed. Nothing is built. */
export function obtainablePrograms(say: Say, images: ToolPlaces["images"]): ProgramSource {
  const places = { ...defaultPlaces(), images };
  return {
    get: (names) => obtainableTools(names, say, places),
    standIns: async (names) => {
      const found = await Promise.all(
        names.map(async (name) => {
          const { isStandIn = false, version = "", wanted } = await lookUp(name, places);
          return isStandIn ? [`${name} ${version} for ${wanted}`] : [];
        }),
      );
      return found.flat();
    },
  };
}

/** The same, and those that can be built. What cannot be had is told. */
export function allPrograms(say: Say, images: ToolPlaces["images"]): ProgramSource {
  const obtainable = obtainablePrograms(say, images);
  const places = { ...defaultPlaces(), images };
  const isBuilt = (name: ToolName) => builtTools.includes(name);
  return {
    ...obtainable,
    get: async (names) => {
      const found = await obtainable.get(names);
      for (const name of names.filter((each) => found[each] === undefined && isBuilt(each))) {
        try {
          found[name] = await ensureTool(name, say, places);
        } catch (error) {
          say((error as Error).message);
        }
      }
      return found;
    },
  };
}
