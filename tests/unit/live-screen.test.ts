import { deepEqual, equal, match, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rendering } from "../../cli/render/render";
import { SIGNAL_CHECKS } from "../../live/checks/signals";
import { RunningParts } from "../../live/parts";
import { placedPath } from "../../live/pods/placed-pod";
import { Platform } from "../../live/pods/platform";
import { absentLine, checkLine, standInLine, usageLines, welcome } from "../../live/screen";
import { diskUsage } from "../../live/usage";
import { renderingOf } from "../support/rendering";

describe("What live prints", () => {
  let rendering: Rendering;
  let folder: string;

  before(async () => {
    rendering = await renderingOf("dev");
    folder = mkdtempSync(join(tmpdir(), "lgtm it's "));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("is Grafana's address and the password that it gets, in a file for nobody else", async () => {
    const platform = await place(() => true);
    platform.program("grafana", grafanaArchive());
    const lines = welcome(new RunningParts(rendering, platform), undefined);
    const [line = ""] = lines.filter((each) => each.startsWith("Grafana: "));
    const [, url, password] = /^Grafana: (\S+) {2}user admin, password (\S+)$/.exec(line) ?? [];
    equal(url, platform.url("grafana"));
    const file = placedPath(platform.pod("grafana"), "/etc/grafana-secrets/grafana-admin/password");
    equal(readFileSync(file, "utf8"), password);
    equal(statSync(file).mode & 0o077, 0);
    equal(statSync(platform.folder).mode & 0o077, 0);
    ok(
      lines.some((each) =>
        each.endsWith('Tempo: { resource.service.name = "frontend" && status = error }'),
      ),
    );
    ok(!lines.some((each) => each.includes("curl")));
  });

  it("is a command for each query where there is no Grafana, whole for a shell", async () => {
    const platform = await place((name) => name !== "grafana");
    const lines = welcome(new RunningParts(rendering, platform), undefined);
    const commands = lines.filter((line) => /^ +curl /.test(line));
    equal(commands.length, 10);
    for (const command of commands) {
      const words = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" });
      const [curl, flags, url, option, query] = words.split("\n");
      deepEqual([curl, flags, option], ["curl", "-sG", "--data-urlencode"]);
      match(url ?? "", /^http:\/\/127\.0\.0\.1:\d+\//);
      match(query ?? "", /^(query|q)=./);
    }
  });

  it("names no query that finds nothing, because a part on its way does not run", async () => {
    const platform = await place((name) => name === "mimir" || name === "tempo");
    const lines = welcome(new RunningParts(rendering, platform), undefined);
    deepEqual(lines, [
      "",
      "There is no Grafana here.",
      "",
      "No query finds the demo's data here: what would bring or keep it does not run. " +
        "`npm run programs` says how to get the rest.",
    ]);
  });

  it("names nothing of a program that did not start or has ended", async () => {
    const platform = await place((name) => name !== "grafana");
    const parts = new RunningParts(rendering, platform, (name) => name === "mimir");
    const commands = welcome(parts, undefined).filter((line) => line.includes("curl"));
    ok(commands.some((line) => line.includes(platform.url("prometheus"))));
    ok(!commands.some((line) => line.includes(platform.url("mimir"))));
  });

  it("quotes the path of the token", async () => {
    const platform = await place(() => true);
    const token = join(platform.folder, "token");
    const lines = welcome(new RunningParts(rendering, platform), token);
    const script = lines.find((line) => line.includes("OTLP_HEADERS="));
    const told = execFileSync(
      "sh",
      ["-c", `cat() { printf '%s' "$*"; }\n${script}\nprintf '%s' "$OTEL_EXPORTER_OTLP_HEADERS"`],
      { encoding: "utf8" },
    );
    equal(told, `authorization=Bearer%20${token}`);
  });

  it("is one line for what does not run and one for what runs in another version", () => {
    deepEqual(absentLine([]), []);
    deepEqual(standInLine([]), []);
    deepEqual(
      absentLine([
        { workload: "loki", reason: "no program" },
        { workload: "beyla", reason: "no container" },
        { workload: "tempo", reason: "no program" },
      ]),
      [
        "Not running: loki, tempo (no program); beyla (no container). Telemetry for these waits in a queue, or is lost.",
      ],
    );
    deepEqual(standInLine(["mimir 1 for 2"]), ["Not as deployed: mimir 1 for 2."]);
  });

  it("is a line for each check, with what was found, what is missing, or why nothing came", () => {
    const [check] = SIGNAL_CHECKS;
    const what = `metrics   ${check!.what}: `;
    equal(
      checkLine(check!, { kind: "arrived", evidence: "3 orders", seconds: 2 }),
      `ok   ${what}3 orders (after 2 s)`,
    );
    equal(
      checkLine(check!, { kind: "left out", missing: ["mimir", "alloyGateway"] }),
      `--   ${what}without mimir, alloy-gateway`,
    );
    equal(checkLine(check!, { kind: "did not arrive", reason: "no" }), `FAIL ${what}no`);
    equal(
      checkLine(check!, { kind: "ended", workloads: ["mimir"] }),
      `FAIL ${what}mimir does not run`,
    );
  });

  it("is what each program takes, and all of them", () => {
    const lines = usageLines(
      [
        { name: "loki", cpuPercent: 1.4, memoryBytes: 100e6 },
        { name: "mimir", cpuPercent: 2.2, memoryBytes: 50e6 },
      ],
      31e6,
    );
    deepEqual(lines.slice(2), [
      "  loki                    1 % of a processor    100 MB",
      "  mimir                   2 % of a processor     50 MB",
      "  all                     4 % of a processor    150 MB",
      "  disk                                           31 MB",
    ]);
  });

  it("counts what files take on the disk, not how long they are, and none that is gone", async () => {
    execFileSync("sh", ["-c", 'truncate -s 100M "$0/hole" && printf x > "$0/small"', folder]);
    const bytes = await diskUsage(folder);
    ok(bytes > 0 && bytes < 2 ** 20, String(bytes));
    equal(await diskUsage(join(folder, "gone")), 0);
  });

  /** As much of Grafana's archive as is looked at before it starts. Returns the program. */
  function grafanaArchive(): string {
    const [bin, conf] = [join(folder, "grafana", "bin"), join(folder, "grafana", "conf")];
    for (const each of [bin, conf]) mkdirSync(each, { recursive: true });
    writeFileSync(join(conf, "defaults.ini"), "");
    writeFileSync(join(bin, "grafana"), "");
    return join(bin, "grafana");
  }

  function place(runs: (name: string) => boolean): Promise<Platform> {
    return Platform.place(rendering, { parent: folder, runs: ({ name }) => runs(name) });
  }
});
