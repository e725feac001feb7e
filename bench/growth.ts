import { record } from "../cli/render/recorder";
import { LgtmStack } from "../components/lgtm-stack";
import { median, milliseconds, ratio, timed } from "./measure";

const COPIES = [1, 10, 50];

/** Time to declare several stacks in one program, each in namespaces of its own. */
export async function benchGrowth(): Promise<string[]> {
  const measured: { copies: number; times: number[] }[] = [];
  for (const copies of COPIES) measured.push({ copies, times: await timed(() => declare(copies)) });
  const [one] = measured;
  if (!one) return [];
  return measured.map(({ copies, times }) => {
    const perCopy = (median(times) / median(one.times) / copies).toFixed(2);
    return `${copies} stacks: ${ratio(times, one.times)} of one, ${perCopy} x a copy, ${milliseconds(times)}`;
  });
}

async function declare(copies: number): Promise<void> {
  await record({ project: "lgtm", stack: "bench", values: {}, secretKeys: [] }, () => {
    for (let i = 0; i < copies; i++) {
      new LgtmStack(`stack-${i}`, {
        namespace: { name: `monitoring-${i}` },
        agentsNamespace: { name: `agents-${i}` },
      });
    }
  });
}
