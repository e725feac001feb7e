import { PORTS } from "../shared/endpoints";
import type { Transition } from "../shared/remembered";
import type { Place } from "../shared/place";
import { zoneSetName } from "../shared/stateful-set";
import { Topology } from "../shared/topology";
import { storageAddress } from "../storage/storage-move";
import { type MimirSpec, Move } from "./mimir-args";

/** How the data of a Mimir lies: what Pulumi remembers of it. */
export type MimirLayout = {
  /** Equal texts are the same place. */
  storage: string;
  architecture: string;
  /** StatefulSets whose volumes hold the newest samples. */
  ingesters: string[];
  /** What was said to be moved. */
  moved: string[];
};

export function mimirLayout(spec: MimirSpec): MimirLayout {
  const { architecture, moved } = spec;
  const storage = storageAddress(spec.objectStorage);
  return { storage, architecture, ingesters: ingesterSets(spec), moved };
}

function ingesterSets({ name, topology, zones }: MimirSpec): string[] {
  const base = topology === Topology.Distributed ? `${name}-ingester` : name;
  if (topology === Topology.Single || zones.length === 0) return [base];
  return zones.map((zone) => zoneSetName(base, zone));
}

/** What must be done by hand before one layout can become the other. */
export const checkMoves: Transition<MimirLayout> = (live, wanted, place) => {
  checkArchitectureMove(live, wanted, place);
  checkStorageMove(live, wanted, place);
  checkIngesterMove(live, wanted, place);
};

function checkArchitectureMove(live: MimirLayout, wanted: MimirLayout, place: Place): void {
  if (live.architecture === wanted.architecture) return;
  refuse(Move.Architecture, wanted, place.at("architecture"), {
    given: `${wanted.architecture} for a Mimir that lives as ${live.architecture}`,
    why: `${live.architecture} only: what its ingesters hold, the last 13 hours, would not be found any more`,
    steps: [
      `leave this Mimir as it is, and create a second one in the same bucket, with a name of its own, architecture "${wanted.architecture}" and components.compactor.replicas 0`,
      "give the first one twice as many compactors, for there will be twice as many blocks",
      "let everything that sends metrics send them to both, and wait 13 hours",
      "let Grafana and everything else that asks ask the second one",
      "within 15 minutes, set the first one's compactors to 0 and the second one's to 1 or more: after an hour without them queries fail",
      "let everything that sends send to the second one alone, and destroy the first",
      "only if there is nothing to keep of the last 13 hours:",
    ],
  });
}

const FLUSH = `POST http://<pod>:${PORTS.mimir.http}/ingester/flush?wait=true`;

function checkStorageMove(live: MimirLayout, wanted: MimirLayout, place: Place): void {
  if (live.storage === wanted.storage) return;
  refuse(Move.Storage, wanted, place.at("objectStorage"), {
    given: `${wanted.storage} for a Mimir whose blocks lie in ${live.storage}`,
    why: `${live.storage}, or all of it copied: Mimir looks for its blocks in one place`,
    steps: [
      `let every ingester write what it holds in memory: ${FLUSH}`,
      "scale Mimir to 0, so that nothing is written any more",
      "copy everything under its own name: blocks/, ruler/ and alertmanager/ of a bucket are /data/blocks, /data/rules and /data/alert-store of a volume",
    ],
  });
}

function checkIngesterMove(live: MimirLayout, wanted: MimirLayout, place: Place): void {
  const gone = live.ingesters.filter((set) => !wanted.ingesters.includes(set));
  if (gone.length === 0) return;
  refuse(Move.Ingesters, wanted, place, {
    given: `a change that takes the ingesters ${gone.join(", ")} away`,
    why: "these ingesters, on whose volumes the newest samples lie, or the samples brought into the bucket",
    steps: [
      `let every one of their pods do so: ${FLUSH}`,
      'set config.querier.query_store_after and config.blocks_storage.bucket_store.ignore_blocks_within to "0s" for the next 13 hours, for what is that new is looked for in ingesters alone',
    ],
  });
}

interface Refused {
  given: string;
  why: string;
  steps: string[];
}

function refuse(move: Move, { moved }: MimirLayout, place: Place, refused: Refused): void {
  if (moved.includes(move)) return;
  const { given, why, steps } = refused;
  const last = `write moved: ["${move}"] beside the change, bring it up, and take \`moved\` away again`;
  const numbered = [...steps, last].map((step, i) => `\n    ${i + 1}. ${step}`);
  place.problems.add({
    path: place.path,
    given,
    allowed: why,
    write: `it when this is done:${numbered.join("")}`,
  });
}
