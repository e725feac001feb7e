import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { ChartUnreadable, readChart } from "../../components/shared/chart-files";
import { chartsIn } from "../../components/shared/chart-source";
import { didYouMean } from "../../components/shared/nearest";
import type { Problem } from "../../components/shared/problems";
import { CHARTS, type ChartName } from "../../components/versions";
import { checkLock, checkReleases } from "../charts/check";
import { PASSWORD, PULL_CREDENTIALS, pullCharts } from "../charts/pull";
import { readReviewed, REVIEWED_FILE, unreviewed } from "../charts/review";
import {
  chartOfRelease,
  folderSettings,
  renderFromRepositories,
  repositorySettings,
} from "../charts/settings";
import { chartLocator } from "../charts/store";
import { CommandError } from "../command-error";
import { type Environment, environmentNames, readEnvironment } from "../environments";

const ENVIRONMENT = [
  "--env <name>",
  "only what one environment installs (NAME of Pulumi.NAME.yaml, or a path); without it everything",
] as const;

/** Adds `charts`: gets charts for clusters without a network, and looks into them. */
export function addChartsCommand(program: Command): void {
  const charts = new Command("charts").description(
    "Get Helm charts into a folder, and check them.",
  );
  charts
    .command("pull <dir> [charts...]")
    .description(`Get charts, and write ${join("DIR", "charts.lock.json")} with their digests.`)
    .option(...ENVIRONMENT)
    .option("--repository <url>", "mirror of all charts, https:// or oci://")
    .option("--username <name>", `its user; the password is read from ${PASSWORD}`)
    .option("--ca-file <file>", "authority of its certificate, as PEM")
    .option("--plain-http", "speak to an OCI registry without TLS")
    .addHelpText("after", "\nThen set `lgtm:charts: { directory: DIR }`: no network is needed.")
    .action(pull);
  charts
    .command("check <dir>")
    .description("Hold the values of every environment against the charts of a folder.")
    .option(...ENVIRONMENT)
    .action(check);
  charts
    .command("review <dir>")
    .description(
      `Compare hooks, lookups and random functions in the charts' templates with ${REVIEWED_FILE}.`,
    )
    .action(review);
  program.addCommand(charts);
}

interface PullArgs {
  env?: string;
  repository?: string;
  username?: string;
  caFile?: string;
  plainHttp?: boolean;
}

async function pull(directory: string, names: string[], options: PullArgs): Promise<void> {
  const { env, repository, username, caFile, plainHttp } = options;
  const environment = env === undefined ? undefined : readEnvironment(env);
  const password = process.env[PASSWORD];
  const settings = repositorySettings(environment, { repository, username });
  const charts = names.length > 0 ? names.map(known) : await chartsOf(environment);
  const progress = (line: string) => {
    console.log(line);
  };
  await pullCharts(charts, {
    directory,
    settings,
    connection: { password, plainHttp, caFile: caFile && resolve(caFile) },
    locate: chartLocator(progress, PULL_CREDENTIALS),
    progress,
  });
  console.log(`${charts.length} charts are in ${directory}, noted in charts.lock.json`);
}

/** What an environment installs, or everything. */
async function chartsOf(environment: Environment | undefined): Promise<ChartName[]> {
  if (environment === undefined) return Object.keys(CHARTS) as ChartName[];
  const { releases } = await renderFromRepositories(environment);
  return [...new Set(releases.map(chartOfRelease))].sort();
}

function known(name: string): ChartName {
  if (Object.hasOwn(CHARTS, name)) return name as ChartName;
  const names = Object.keys(CHARTS);
  throw new CommandError(
    `There is no chart "${name}" in this package. It has ${names.join(", ")}.${didYouMean(name, names)}`,
  );
}

async function check(directory: string, { env }: { env?: string }): Promise<void> {
  if (!existsSync(directory)) throw new CommandError(`There is no folder ${resolve(directory)}.`);
  const complaints = checkLock(directory);
  let releases = 0;
  for (const name of env === undefined ? environmentNames() : [env]) {
    const environment = readEnvironment(name);
    const { releases: found } = await renderFromRepositories(environment);
    const settings = folderSettings(environment, directory);
    complaints.push(...checkReleases(environment.name, found, settings).map(lineOf));
    releases += found.length;
    console.log(`${environment.name}: ${found.length} releases held against their charts`);
  }
  if (complaints.length > 0) {
    throw new CommandError(
      [`${complaints.length} problems:`, ...complaints.map((line) => `  ${line}`)].join("\n"),
    );
  }
  console.log(`all values of ${releases} releases are known to their charts`);
}

function lineOf({ path, given, allowed, write }: Problem): string {
  return `${path}: got ${given}; allowed: ${allowed}; write ${write}`;
}

function review(directory: string): void {
  const list = readReviewed();
  const complaints: string[] = [];
  let looked = 0;
  for (const name of chartsIn(directory)) {
    try {
      complaints.push(...unreviewed(readChart(join(directory, name)), list));
      looked += 1;
    } catch (error) {
      if (!(error instanceof ChartUnreadable)) throw error;
      console.log(`${name} is passed over: ${error.message}`);
    }
  }
  if (looked === 0) throw new CommandError(`There are no charts in ${resolve(directory)}.`);
  if (complaints.length > 0) {
    throw new CommandError(
      [
        `Look at each of these, and write into ${REVIEWED_FILE} why it is harmless:`,
        ...complaints.map((line) => `  ${line}`),
      ].join("\n"),
    );
  }
  console.log(`${looked} charts: every hook, lookup and random function was looked at before`);
}
