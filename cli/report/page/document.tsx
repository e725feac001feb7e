import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Report } from "../model/report";
import { Changes } from "./changes";
import { Connections } from "./connections";
import { Images } from "./images";
import { Navigation } from "./navigation";
import { PartSection } from "./part";
import { Requirements } from "./requirements";
import { Summary } from "./summary";

/** What a page is made of. */
interface PageContents {
  report: Report;
  picture: JSX.Element;
  /** With what it is compared, as the user wrote it. */
  against?: string;
}

/** The whole page as one text, which needs nothing beside it. Equal contents give equal bytes. */
export function pageText(contents: PageContents): string {
  return `<!doctype html>\n${renderToString(<Page {...contents} />)}\n`;
}

const STYLE = readFileSync(join(__dirname, "style.css"), "utf8");
const SCRIPT = readFileSync(join(__dirname, "script.js"), "utf8");

/** Nothing is fetched, and nothing runs but what stands in this page. */
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(STYLE)}'`,
  `script-src '${hashOf(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function Page({ report, picture, against }: PageContents) {
  const { environment } = report;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${environment}: observability platform`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header>
          <p class="product">pulumi-lgtm</p>
          <h1>{environment}</h1>
          <p>{subtitle(report)}</p>
        </header>
        <div class="columns">
          <Navigation report={report} />
          <main id="main" tabIndex={-1}>
            <Summary report={report} />
            {report.changes && <Changes report={report} against={against ?? ""} />}
            <Connections report={report} picture={picture} />
            <Requirements report={report} />
            {report.parts.map((part) => (
              <PartSection report={report} part={part} />
            ))}
            <Images report={report} />
          </main>
        </div>
        <footer>
          <p>
            Written by <code>npm run report</code> from the configuration alone: no cluster was
            asked, and no secret is in here.
          </p>
        </footer>
        <script dangerouslySetInnerHTML={{ __html: SCRIPT }} />
      </body>
    </html>
  );
}

/** Where it runs and how, in a line. */
function subtitle({ settings }: Report): string {
  const { cluster, environment, topology, zones, namespace, agentsNamespace } = settings;
  return [
    `Cluster ${cluster}, environment ${environment}`,
    `topology ${topology}`,
    ...(zones.length > 0 ? [`zones ${zones.join(", ")}`] : []),
    `namespaces ${namespace} and ${agentsNamespace}`,
  ].join(" · ");
}
