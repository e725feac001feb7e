import { inLoki } from "./bad-values";

const inAlloy = (config: string) => ({ alloyGateway: { config } });
const WHOLE = "allowed: text without NUL characters and lone surrogates; write it without";
const DEEP =
  "more than 500 levels in each other; allowed: what Alloy 1.18.1 takes; write it less deeply nested";

/** Args of a stack with texts that no program could read, or that no object could hold, and what is told about them. */
export const BAD_TEXTS: [string, unknown, string[]][] = [
  [
    "a NUL character in an overlay",
    inLoki({ max_line_size: "1\0MB" }),
    [`loki.config.limits_config.max_line_size: got a text with a NUL character; ${WHOLE}`],
  ],
  [
    "a NUL character in a key",
    inLoki({ "a\0": 1 }),
    [`loki.config.limits_config: got the key "a\\u0000"; ${WHOLE}`],
  ],
  [
    "a NUL character in a flag",
    { kubeStateMetrics: { config: { resources: ["pods\0"] } } },
    [`kubeStateMetrics.config.resources[0]: got a text with a NUL character; ${WHOLE}`],
  ],
  [
    "a NUL character in a password",
    { grafanaAdminPassword: "hunter2\0hunter2" },
    [`grafanaAdminPassword: got a text with a NUL character; ${WHOLE}`],
  ],
  [
    "half of an emoji",
    { common: { annotations: { team: "😀".slice(1) } } },
    [`common.annotations.team: got a text with a lone surrogate; ${WHOLE}`],
  ],
  [
    "half of an emoji in a key",
    { common: { annotations: { ["😀".slice(0, 1)]: "team" } } },
    [`common.annotations: got the key "\\ud83d"; ${WHOLE}`],
  ],
  [
    "an overlay that no ConfigMap holds",
    { loki: { config: { common: { a: "x".repeat(600_000), b: "x".repeat(600_000) } } } },
    [
      "loki.config: got 1200026 bytes; allowed: at most 1048576 bytes: no ConfigMap holds more; write less of it",
    ],
  ],
  [
    "annotations that no object holds",
    { common: { annotations: { a: "x".repeat(200_000), b: "ä".repeat(50_000) } } },
    [
      "common.annotations: got annotations of 300002 bytes; allowed: at most 235929 bytes: Kubernetes takes no more for one object; write shorter ones",
    ],
  ],
  [
    "twenty thousand lists in each other, for Alloy",
    inAlloy(`logging { level = ${"[".repeat(20_000)}${"]".repeat(20_000)} }`),
    [`alloyGateway.config: got line 1, column 518: ${DEEP}`],
  ],
  [
    "twenty thousand blocks in each other, for Alloy",
    inAlloy("a {\n".repeat(20_000) + "}\n".repeat(20_000)),
    [`alloyGateway.config: got line 502, column 1: ${DEEP}`],
  ],
  [
    "twenty thousand signs before a number, for Alloy",
    inAlloy(`logging { level = ${"-".repeat(20_000)}1 }`),
    [`alloyGateway.config: got line 1, column 518: ${DEEP}`],
  ],
  [
    "a sum of twenty thousand numbers, for Alloy",
    inAlloy(`logging { level = 1${"+1".repeat(20_000)} }`),
    [`alloyGateway.config: got line 1, column 1015: ${DEEP}`],
  ],
  [
    "a power of twenty thousand powers, for Alloy",
    inAlloy(`logging { level = 1${"^1".repeat(20_000)} }`),
    [`alloyGateway.config: got line 1, column 1017: ${DEEP}`],
  ],
  [
    "a path of twenty thousand names, for Alloy",
    inAlloy(`logging { level = a${".a".repeat(20_000)} }`),
    [`alloyGateway.config: got line 1, column 1016: ${DEEP}`],
  ],
];
