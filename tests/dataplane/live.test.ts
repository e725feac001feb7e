import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { SIGNAL_CHECKS } from "../../live/checks/signals";
import { LokiClient } from "../../live/clients/loki-client";
import { PrometheusClient } from "../../live/clients/prometheus-client";
import { obtainablePrograms } from "../../live/get-programs";
import { type PartName, workloadOf } from "../../live/parts";
import { programsOf } from "../../live/programs";
import { LiveRun, liveFolders, smallEnvironment } from "../support/dataplane/live-run";
import { foundTool } from "../support/dataplane/found-tool";
import { UserMachine, removeUserMachines } from "../support/engine/user-machine";
import { listening } from "../support/listening";
import { renderingOf } from "../support/rendering";
import { skip } from "../support/skip";
import { until } from "../support/until";

/** What every line and every series of the shop carries. */
const CONTRACT = {
  service_namespace: "shop",
  deployment_environment: "dev",
  cluster: "dev",
  namespace: "shop",
};

describe("Live", () => {
  let machine: UserMachine;

  before(async () => {
    machine = await UserMachine.create();
  });

  after(removeUserMachines);

  it("brings every signal whose programs are here, says which are not, and ends", async () => {
    const { status, output } = await machine.run("live", ["--check"]);
    equal(status, 0, output);
    const isHere = await partsHere();
    for (const { signal, what, needs } of SIGNAL_CHECKS) {
      const mark = needs.every(isHere) ? "ok  " : "--  ";
      ok(output.includes(`\n${mark} ${signal.padEnd(9)} ${what}: `), `${mark}${what}\n${output}`);
    }
    match(output, /^ {2}all +\d+ % of a processor +\d+ MB$/m);
    match(output, /\nEverything has ended, and what it wrote is gone\.\n$/);
    deepEqual(liveFolders(machine), []);
  });

  describe("without Grafana", () => {
    let run: LiveRun | undefined;
    const output = () => run?.output ?? "";

    before(async function () {
      await foundTool(this, "alloy");
      await foundTool(this, "loki");
      const parts = ["loki", "mimir", "tempo", "pyroscope", "prometheus"] as const;
      const file = smallEnvironment(machine, [...parts, "alloyGateway", "alloyAgent"]);
      run = LiveRun.start(machine, ["--env", file]);
      await run.waits();
    });

    after(async () => {
      // Without its programs it was never started.
      run?.running.process.kill("SIGINT");
      if (run) equal(await run.gone(), 0, output());
    });

    it("prints commands that find something when they are pasted", async function () {
      if (spawnSync("curl", ["--version"]).status !== 0) skip(this, "curl is not here");
      const commands = output().match(/^ +curl .*$/gm) ?? [];
      ok(commands.length >= 4, output());
      for (const command of commands) {
        // An order fails every few seconds only.
        await until(command, () => Promise.resolve(hasResult(shell(command)) || undefined));
      }
    });

    it("prints variables by which any program sends its telemetry", function () {
      if (spawnSync("curl", ["--version"]).status !== 0) skip(this, "curl is not here");
      const exports = output().match(/^ +export OTEL_.*$/gm) ?? [];
      equal(exports.length, 2, output());
      const send = (token: string) =>
        shell(`${exports.join("\n")}
          token=${token}
          curl -s -o /dev/null -w '%{http_code}' "$OTEL_EXPORTER_OTLP_ENDPOINT/v1/logs" \\
            -H 'Content-Type: application/json' -H "Authorization: Bearer $token" -d '{}'`);
      equal(send('"${OTEL_EXPORTER_OTLP_HEADERS#authorization=Bearer%20}"'), "200");
      equal(send("another"), "401");
    });

    it("gives what is collected from output and what is sent by OTLP the same labels", async () => {
      const loki = new LokiClient(address(/(http:\S+)\/loki\/api/));
      deepEqual(await loki.streams(`{service_name="report"}`), [
        { ...CONTRACT, service_name: "report" },
      ]);
      deepEqual(await loki.streams(`{service_name="payments"}`), [
        { ...CONTRACT, service_name: "payments" },
      ]);
    });

    it("gives what is scraped the labels that Kubernetes' discovery would give", async () => {
      const prometheus = new PrometheusClient(address(/(http:\S+)\/api\/v1\/query/));
      const [series] = await prometheus.query(
        `sum without (instance, node, outcome) (shop_checkout_seconds_count)`,
      );
      deepEqual(series?.labels, {
        ...CONTRACT,
        service_name: "checkout",
        job: "shop/checkout",
        container: "checkout",
        pod: "checkout-live",
      });
    });

    function address(pattern: RegExp): string {
      return pattern.exec(output())?.[1] ?? "";
    }
  });

  it("listens elsewhere where a port that people know is taken", async function () {
    await foundTool(this, "alloy");
    const server = createServer();
    await listening(server, 4318);
    const file = smallEnvironment(machine, ["mimir", "alloyGateway"]);
    const run = LiveRun.start(machine, ["--env", file]);
    await run.waits();
    const [, port] = /OTLP_ENDPOINT=http:\/\/127\.0\.0\.1:(\d+)$/m.exec(run.output) ?? [];
    notEqual(port, "4318");
    match(run.output, /^ok {3}metrics +orders, sent by OTLP/m);
    run.running.process.kill("SIGINT");
    await run.gone();
    await once(server.close(), "close");
  });

  describe("refuses, and makes nothing,", () => {
    const cases: [what: string, args: string[], message: RegExp][] = [
      ["prod", ["--env", "prod"], /^The pods of prod cannot run as processes of this machine:$/m],
      [
        "an unknown environment",
        ["--env", "devv"],
        /^There is no environment "devv": .* Did you mean "dev"\?$/m,
      ],
      [
        "an unknown option",
        ["--chek"],
        /^error: unknown option '--chek'\n\(Did you mean --check\?\)$/m,
      ],
    ];
    for (const [what, args, message] of cases) {
      it(what, async () => {
        const { status, output } = await machine.run("live", args);
        equal(status, 1, output);
        match(output, message);
        ok(!/^ +at /m.test(output), output);
        deepEqual(liveFolders(machine), []);
      });
    }

    it("where it may not write", async () => {
      const file = join(machine.cache, "live");
      rmSync(file, { recursive: true, force: true });
      writeFileSync(file, "no folder");
      const { status, output } = await machine.run("live", smallArgs());
      rmSync(file);
      equal(status, 1);
      match(
        output,
        /^\S+\/cache\/live cannot be made: .* Set PULUMI_LGTM_CACHE to a folder that you may write to\.$/m,
      );
      ok(!/^ +at /m.test(output), output);
    });

    it("where the disk is full", async function () {
      const folder = join(machine.cache, "live");
      mkdirSync(folder, { recursive: true });
      const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", folder]);
      if (mount.status !== 0) skip(this, "only root may mount a small disk");
      const { status, output } = await machine.run("live", smallArgs());
      execFileSync("umount", [folder]);
      equal(status, 1);
      match(
        output,
        /^\S+\/cache\/live has 17 MB of room, and it takes 1000 MB\. Make room, or set/m,
      );
    });

    function smallArgs(): string[] {
      return ["--env", smallEnvironment(machine, ["mimir"])];
    }
  });
});

async function partsHere(): Promise<(part: PartName) => boolean> {
  const rendering = await renderingOf("dev");
  const { binaries } = await programsOf(
    rendering,
    obtainablePrograms(() => undefined, {}),
    undefined,
  );
  return (part) => binaries.has(workloadOf(rendering, part) ?? "");
}

function shell(script: string): string {
  return execFileSync("sh", ["-c", script], { encoding: "utf8" });
}

/** Whether the answer of any of the backends has something in it. */
function hasResult(answer: string): boolean {
  const { data, traces, flamebearer } = JSON.parse(answer) as {
    data?: { result: unknown[] };
    traces?: unknown[];
    flamebearer?: { numTicks: number };
  };
  return (data?.result ?? traces ?? []).length > 0 || (flamebearer?.numTicks ?? 0) > 0;
}
