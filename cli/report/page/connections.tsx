import type { JSX } from "preact";
import type { Flow } from "../model/flow";
import type { Report } from "../model/report";
import { PartyLink } from "./party-link";
import { Table } from "./table";
import { counted } from "./texts";

/** What each kind of arrow means. */
const LEGEND = [
  { kind: "telemetry", text: "sends telemetry" },
  { kind: "query", text: "asks" },
  { kind: "alert", text: "sends alerts" },
  { kind: "storage", text: "stores" },
  { kind: "collect", text: "scrapes (drawn where nothing else is)" },
] as const;

/** The picture, and the same as tables. */
export function Connections({ report, picture }: { report: Report; picture: JSX.Element }) {
  const { flows, collected } = report;
  return (
    <section id="picture" aria-labelledby="picture-title">
      <h2 id="picture-title">Parts and connections</h2>
      <p>
        Each arrow points at the part that is connected to. The connections are read from the
        configuration that each part gets. Every box is a link to its part.
      </p>
      <p class="sideways">Scroll the picture sideways to see all of it.</p>
      <div class="scroll picture" tabIndex={0} role="region" aria-label="Picture of the parts">
        {picture}
      </div>
      <ul class="legend">
        {LEGEND.filter(({ kind }) =>
          [...flows, ...collected].some((flow) => flow.kind === kind),
        ).map(({ kind, text }) => (
          <li class={kind}>{text}</li>
        ))}
      </ul>
      <details>
        <summary>The same as a table ({counted(flows.length, "connection")})</summary>
        <FlowTable report={report} flows={flows} label="Connections" />
      </details>
      {collected.length > 0 && (
        <details>
          <summary>
            What is scraped and profiled ({counted(collected.length, "connection")})
          </summary>
          <p>
            Besides, the Alloy agents read the logs of every pod on their node, and the scraper asks
            the kubelets and the API server.
          </p>
          <FlowTable report={report} flows={collected} label="Scraped and profiled" />
        </details>
      )}
    </section>
  );
}

function FlowTable({
  report,
  flows,
  label,
}: {
  report: Report;
  flows: readonly Flow[];
  label: string;
}) {
  return (
    <Table
      label={label}
      rows={flows}
      columns={[
        { title: "From", cell: ({ from }) => <PartyLink report={report} id={from} /> },
        { title: "To", cell: ({ to }) => <PartyLink report={report} id={to} /> },
        { title: "What", cell: ({ long }) => long },
        { title: "Address", cell: ({ address }) => <code>{address}</code> },
      ]}
    />
  );
}
