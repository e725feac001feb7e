import type { FlowText } from "./flow-texts";

/** A connection between two parts, or a part and somebody outside. It is opened by `from`. */
export interface Flow extends FlowText {
  from: string;
  to: string;
  address: string;
  /** Of `to`, where the address names one. */
  port?: number;
}

/** The port is that of the address where nothing else is said. */
export function flowTo(
  from: string,
  to: string,
  address: string,
  text: FlowText,
  port = portOf(address),
): Flow {
  return { from, to, address, ...(port !== undefined && { port }), ...text };
}

const USUAL_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

function portOf(address: string): number | undefined {
  const [, scheme, , written] = /^(?:(\w+):\/\/)?([^/:\s]+)(?::(\d+))?/.exec(address) ?? [];
  if (written !== undefined) return Number(written);
  return scheme === undefined ? undefined : USUAL_PORTS[scheme];
}
