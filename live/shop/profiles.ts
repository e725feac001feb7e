import { encode, heap, time } from "@datadog/pprof";
import type { Reply, Route } from "./http";

const HEAP_INTERVAL_BYTES = 256 * 1024;
const STACK_DEPTH = 64;
const CPU_INTERVAL_MICROSECONDS = 10_000;
const LONGEST_SECONDS = 60;
const BINARY = "application/octet-stream";

/** Offers profiles where every program in Go offers them, so that the same agent fetches them. */
export function profileRoutes(): Record<string, Route> {
  heap.start(HEAP_INTERVAL_BYTES, STACK_DEPTH);
  return { "GET /debug/pprof/profile": cpuProfile, "GET /debug/pprof/allocs": heapProfile };
}

/** Records for as long as `?seconds=` says. */
async function cpuProfile(query: string): Promise<Reply> {
  if (time.isStarted()) return { status: 409, body: "another profile is being recorded" };
  const seconds = Number(new URLSearchParams(query).get("seconds") ?? 10);
  const profile = await time.profile({
    durationMillis: Math.min(seconds, LONGEST_SECONDS) * 1000,
    intervalMicros: CPU_INTERVAL_MICROSECONDS,
    withContexts: true,
    collectCpuTime: true,
  });
  // As in Go, it is a profile of the processor's time, which Grafana's links ask for: a store tells profiles apart by it.
  const cpu = profile.sampleType.find(
    ({ type }) => profile.stringTable.strings[Number(type)] === "cpu",
  );
  if (cpu) profile.periodType = cpu;
  return { status: 200, body: await encode(profile), type: BINARY };
}

async function heapProfile(): Promise<Reply> {
  return { status: 200, body: await encode(heap.profile()), type: BINARY };
}
