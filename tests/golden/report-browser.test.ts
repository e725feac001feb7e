import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type AxeResults, source as axeSource } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { renderedFiles } from "../../cli/render/write";
import { reportText, writeReport } from "../../cli/report/write";
import { type WatchedPage, openBrowser, openFile } from "../support/browser";
import { renderingOf } from "../support/rendering";

const PHONE = { viewport: { width: 360, height: 740 } };
const DESK = { viewport: { width: 1280, height: 900 } };

/** Expressions that run in the page. */
const OPEN_ALL = `for (const each of document.querySelectorAll("details")) each.open = true`;
/** Of entries and lines that are all alike a few are enough to be looked at closely. */
const OPEN_SOME = `
  for (const block of document.querySelectorAll("#changes, .block")) {
    for (const item of [...block.querySelectorAll(":scope > .item")].slice(2)) item.remove();
  }
  for (const code of document.querySelectorAll("pre code")) {
    for (const node of [...code.childNodes].slice(100)) node.remove();
  }
  ${OPEN_ALL}`;

describe("the page in a browser", function () {
  let browser: Browser;
  let folder = "";
  const urls: Record<string, string> = {};

  before(async function () {
    browser = await openBrowser(this);
    folder = mkdtempSync(join(tmpdir(), "lgtm-page-"));
    const files = renderedFiles(await renderingOf("dev"));
    for (const [name, before] of [["dev"], ["prod", { folder, files }]] as const) {
      const text = await reportText(await renderingOf(name), before);
      urls[name] = pathToFileURL(writeReport(text, join(folder, `${name}.html`))).href;
    }
  });

  after(async () => {
    // Nothing was opened where there is none.
    await (browser as Browser | undefined)?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  for (const name of ["dev", "prod"]) {
    describe(name, () => {
      let watched: WatchedPage;
      let page: Page;

      before(async () => {
        watched = await openFile(browser, urls[name]!, DESK);
        page = watched.page;
      });

      it("lands where its links lead, also in what is closed", async () => {
        const missed = await page.evaluate<string[]>(`(async () => {
          const links = new Set([...document.querySelectorAll("a")].map((a) => a.getAttribute("href")));
          const missed = [];
          for (const link of links) {
            location.hash = link;
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const target = document.getElementById(link.slice(1));
            const box = target?.getBoundingClientRect();
            const isSeen = box && box.height > 0 && box.top >= -1 && box.top < innerHeight;
            if (!isSeen || target.closest("details")?.open === false) missed.push(link);
          }
          return missed;
        })()`);
        assert.deepEqual(missed, []);
      });

      it("has room for every text in the boxes of its picture", async () => {
        const cut = await page.evaluate<string[]>(`
          [...document.querySelectorAll("svg .node")].flatMap((node) => {
            const width = node.querySelector("rect").getBBox().width;
            return [...node.querySelectorAll("text")]
              .filter((text) => text.getBBox().width > width - 4)
              .map((text) => text.textContent);
          })`);
        assert.deepEqual(cut, []);
      });

      it("shows its whole picture on a desk, with texts that can be read and that no line crosses out", async () => {
        const { place, picture, letters, crossed } = await page.evaluate<{
          place: number;
          picture: number;
          letters: number;
          crossed: number;
        }>(`(() => {
          const picture = document.querySelector(".picture svg");
          const lines = [...picture.querySelectorAll("path")];
          const texts = [...picture.querySelectorAll("text")];
          return {
            place: picture.parentElement.clientWidth,
            picture: picture.getBoundingClientRect().width,
            letters: Math.min(...texts.map((text) => text.getBoundingClientRect().height)),
            // Whatever comes later in a drawing lies above.
            crossed: texts.filter((text) =>
              lines.at(-1).compareDocumentPosition(text) & Node.DOCUMENT_POSITION_PRECEDING).length,
          };
        })()`);
        assert.ok(picture <= place, `${picture} of ${place}`);
        assert.ok(letters > 9, `${letters} pixels`);
        assert.equal(crossed, 0);
      });

      it("is no wider than a phone, with everything open", async () => {
        await page.setViewportSize(PHONE.viewport);
        await page.evaluate(OPEN_ALL);
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
      });

      it("had nothing to complain of, and asked for nothing but itself", async () => {
        await page.fill("#filter", "loki");
        assert.equal(await page.locator("h1").textContent(), name);
        assert.deepEqual(watched.complaints, []);
      });
    });
  }

  describe("keeps the rules of accessibility", () => {
    it("of everything, in light colours", async () => {
      const { page } = await openFile(browser, urls.prod!, DESK);
      assert.deepEqual(await violations(page), []);
    });

    it("of contrast, in dark colours", async () => {
      const { page } = await openFile(browser, urls.prod!, { ...DESK, colorScheme: "dark" });
      assert.deepEqual(await violations(page, ["color-contrast"]), []);
    });

    it("of everything on a phone, where tables are lists", async () => {
      const { page } = await openFile(browser, urls.dev!, PHONE);
      assert.deepEqual(await violations(page), []);
    });
  });

  it("is dark where the machine is", async () => {
    const background = async (colorScheme: "light" | "dark") => {
      const { page } = await openFile(browser, urls.dev!, { ...DESK, colorScheme });
      return page.evaluate("getComputedStyle(document.body).backgroundColor");
    };
    assert.equal(await background("light"), "rgb(255, 255, 255)");
    assert.equal(await background("dark"), "rgb(20, 22, 26)");
  });

  it("is got around in by keyboard alone", async () => {
    const { page } = await openFile(browser, urls.dev!, DESK);
    const focused = () =>
      page.evaluate<string>(
        `(document.activeElement.textContent || document.activeElement.id).trim()`,
      );
    const reached: string[] = [];
    for (let i = 0; i < 7; i++) {
      await page.keyboard.press("Tab");
      reached.push(await focused());
    }
    assert.deepEqual(reached, [
      "Skip to content",
      "filter",
      "Contents",
      "At a glance",
      "Parts and connections",
      "Outside of the stack",
      "Alloy gateway",
    ]);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("location.hash"), "#part-alloy-gateway");
    const item = page.locator("#part-alloy-gateway details.item").first();
    await item.locator("summary").focus();
    await page.keyboard.press("Enter");
    assert.equal(await item.getAttribute("open"), "");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.localName"), "pre");
  });

  it("shows what the filter finds, in files too, and everything again without it", async () => {
    const { page } = await openFile(browser, urls.dev!, DESK);
    const sections = () => page.locator("main > section:visible h2").allTextContents();
    const all = await sections();
    await page.keyboard.press("/");
    await page.keyboard.type("Zipkin");
    assert.deepEqual(await sections(), ["Tempo"]);
    assert.match(
      (await page.locator("#filter-status").textContent())!,
      /^\d+ found in 1 sections?$/,
    );
    assert.deepEqual(await page.locator("nav li:visible").allTextContents(), ["Tempo "]);
    const blocks = await page.locator("#part-tempo h3:visible").allTextContents();
    assert.deepEqual(blocks, ["Ports and who reaches them", "Configuration", "Objects"]);
    await page.keyboard.press("Escape");
    assert.deepEqual(await sections(), all);
    await page.fill("#filter", "no such thing");
    assert.deepEqual(await sections(), []);
  });

  it("sorts its tables, numbers by what they are", async () => {
    const { page } = await openFile(browser, urls.prod!, DESK);
    const table = page.getByRole("table", { name: "Parts", exact: true });
    const memory = table.getByRole("button", { name: "Memory" });
    await memory.click();
    const first = () => table.locator("tbody tr").first().locator("th").textContent();
    assert.equal(await first(), "node-exporter");
    await memory.click();
    assert.equal(await first(), "Mimir");
    assert.equal(await table.locator("th[aria-sort]").getAttribute("aria-sort"), "descending");
  });

  it("says the same without scripts, but for the filter", async () => {
    const { page } = await openFile(browser, urls.dev!, { ...DESK, javaScriptEnabled: false });
    assert.equal(await page.locator("#filter").isVisible(), false);
    await page.locator("nav").getByText("Mimir").click();
    const summary = page.locator("#part-mimir details summary").first();
    await summary.click();
    assert.ok(await page.locator("#part-mimir details pre").first().isVisible());
  });
});

/** What axe holds against a page, by all of its rules or some, with the elements. */
async function violations(page: Page, runOnly?: string[]): Promise<string[]> {
  await page.evaluate(OPEN_SOME);
  await page.evaluate(axeSource);
  const options = JSON.stringify({ resultTypes: ["violations"], runOnly });
  const found = await page.evaluate<AxeResults>(`axe.run(${options})`);
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ html }) => `${id}: ${help}: ${html.slice(0, 120)}`),
  );
}
