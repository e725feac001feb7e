import { createInterface } from "node:readline";
import { type Outcome, runChecks } from "./checks/run-checks";
import { Ending, type EndingReason } from "./ending";
import { Live, type LiveSettings } from "./live";
import { absentLine, checkLine, standInLine, usageLines, welcome } from "./screen";
import { diskUsage, programUsage } from "./usage";

interface SessionSettings extends LiveSettings {
  /** Ends as soon as every signal is checked. */
  checkOnly: boolean;
}

/** How a session went. */
interface SessionResult {
  /** Whether every signal arrived that can, as far as it was waited for. */
  arrived: boolean;
  /** Who ended it, where it did not end by itself. */
  ended?: EndingReason;
}

/** Runs an environment's pods until somebody ends it, and leaves nothing. */
export async function runSession(settings: SessionSettings): Promise<SessionResult> {
  const ending = new Ending();
  // Who has asked for the end reads nothing more of what was going on.
  const say = (line: string) => {
    if (!ending.signal.aborted) settings.say(line);
  };
  const live = await Live.place({ ...settings, say });
  try {
    say(`Starting ${live.names.join(", ")} in ${live.platform.folder}`);
    absentLine(settings.programs.absent).forEach(say);
    standInLine(settings.programs.standIns).forEach(say);
    const result = await Promise.race([
      session(live, { ...settings, say }, ending.signal),
      ending.asked.then((ended): SessionResult => ({ arrived: false, ended })),
    ]);
    return result;
  } finally {
    await live.stop();
    ending.dispose();
    // A terminal has just shown `^C`, without a new line.
    if (ending.signal.aborted) settings.say("");
    settings.say("Everything has ended, and what it wrote is gone.");
  }
}

async function session(
  live: Live,
  { say, checkOnly }: SessionSettings,
  signal: AbortSignal,
): Promise<SessionResult> {
  await live.start();
  signal.throwIfAborted();
  welcome(live.parts, live.tokenFile).forEach(say);
  say("");
  const outcomes = await checked(live, say, signal);
  await tellUsage(live, say);
  if (!checkOnly) await goOn(live, say, signal);
  const kinds = outcomes.map(({ kind }) => kind);
  const hasFailed = kinds.includes("did not arrive") || kinds.includes("ended");
  return { arrived: kinds.includes("arrived") && !hasFailed };
}

function checked(live: Live, say: (line: string) => void, signal: AbortSignal): Promise<Outcome[]> {
  return runChecks(
    live.parts,
    (check, outcome) => {
      say(checkLine(check, outcome));
      if (outcome.kind === "did not arrive") live.lastWordsOf(check.needs).forEach(say);
    },
    { signal },
  );
}

async function tellUsage(live: Live, say: (line: string) => void): Promise<void> {
  usageLines(await programUsage(), await diskUsage(live.platform.folder)).forEach(say);
}

/** Waits as long as anything runs. Who presses Enter sees what it takes. */
async function goOn(live: Live, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  say("\nEnter shows again what it takes; Ctrl-C ends everything and takes it away.");
  const keyboard = createInterface({ input: process.stdin, signal });
  keyboard.on("line", () => void tellUsage(live, say));
  await live.ended();
  keyboard.close();
}
