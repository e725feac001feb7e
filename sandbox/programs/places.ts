import { cacheFolder } from "../cache-folder";
import type { ImageName } from "../../components/versions";
import { Network } from "./network";
import { sourcesOf } from "./sources";

/** Where programs are looked for, and where those come from that are not there. */
export interface ToolPlaces {
  /** Cache folder; programs lie in its `tools/NAME/VERSION/`. */
  readonly cache: string;
  /** Search path, as in the environment variable PATH. */
  readonly path: string;
  /** Whom images and downloads are asked of; without it nothing is fetched. */
  readonly network?: Network;
  /** Images that an environment deploys, where they are not those of the table: by mirror, tag or digest. */
  readonly images?: Readonly<Partial<Record<ImageName, string>>>;
}

/** One for the process: whether the network is closed is found out once. */
let shared: Network | undefined;

export function defaultPlaces(environment: NodeJS.ProcessEnv = process.env): ToolPlaces {
  shared ??= new Network(sourcesOf(environment));
  return { cache: cacheFolder(environment), path: environment["PATH"] ?? "", network: shared };
}
