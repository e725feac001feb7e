import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Context } from "mocha";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { skip } from "./skip";

/** What distributions call it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Nothing of the browser's own goes to a network. As root there is no sandbox for it to start in. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real browser; where the machine has none, the suite is skipped by name. */
export async function openBrowser(context: Context): Promise<Browser> {
  const executablePath = browserOnPath() ?? skip(context, `no ${NAMES.join(", ")} on PATH`);
  return chromium.launch({ executablePath, args: ARGS });
}

function browserOnPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A page with everything that it complained of or asked for. */
export interface WatchedPage {
  page: Page;
  /** Messages of the console, errors, and requests for anything but the file itself. */
  complaints: string[];
}

/** Opens a file in a window of its own. */
export async function openFile(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}
