import { bytesText, cpuText } from "../model/quantities";
import type { Report } from "../model/report";
import { NO_TOTAL, type Total, type Totals } from "../model/totals";
import { PartyLink } from "./party-link";
import { Table } from "./table";
import { counted, rangeText } from "./texts";

/** The environment at a glance. */
export function Summary({ report }: { report: Report }) {
  const { totals, parts, images } = report;
  const objects = parts.reduce((sum, part) => sum + part.objects.length, 0);
  const releases = parts.reduce((sum, part) => sum + part.releases.length, 0);
  return (
    <section id="summary" aria-labelledby="summary-title">
      <h2 id="summary-title">At a glance</h2>
      <dl class="cards">
        <TotalCard title="Pods" totals={totals} text={({ pods }) => String(pods)} />
        <TotalCard title="CPU" totals={totals} text={({ requests }) => cpuText(requests.cpu)} />
        <TotalCard
          title="Memory"
          totals={totals}
          text={({ requests }) => bytesText(requests.memory)}
        />
        <TotalCard
          title="Memory limit"
          totals={totals}
          text={({ limits }) => bytesText(limits.memory)}
        />
        <TotalCard title="Volumes" totals={totals} text={({ storage }) => bytesText(storage)} />
        <Card
          title="Objects"
          value={String(objects)}
          more={[
            ...(releases > 0 ? [`+ those of ${counted(releases, "chart")}`] : []),
            counted(images.length, "image"),
          ]}
        />
      </dl>
      <Kept report={report} />
      <PartsTable report={report} />
    </section>
  );
}

function TotalCard({
  title,
  totals: { least, most, perNode },
  text,
}: {
  title: string;
  totals: Totals;
  text: (total: Total) => string;
}) {
  const [value, top, node] = [text(least), text(most), text(perNode)];
  const more = [
    ...(top === value ? [] : [`${top} scaled out`]),
    ...(node === text(NO_TOTAL) ? [] : [`+ ${node} on each node`]),
  ];
  return <Card title={title} value={value} more={more} />;
}

function Card({ title, value, more = [] }: { title: string; value: string; more?: string[] }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {value}
        {more.map((line) => (
          <span class="more">{line}</span>
        ))}
      </dd>
    </div>
  );
}

function Kept({ report }: { report: Report }) {
  const { signals } = report.settings;
  if (signals.length === 0) return null;
  return (
    <>
      <h3>How long signals are kept</h3>
      <Table
        label="Retention"
        rows={signals}
        columns={[
          { title: "Signal", cell: ({ signal }) => signal },
          { title: "Kept for", cell: ({ retention }) => retention },
          { title: "In", cell: ({ part }) => <PartyLink report={report} id={part} /> },
          { title: "Topology", cell: ({ topology }) => topology },
        ]}
      />
    </>
  );
}

function PartsTable({ report }: { report: Report }) {
  const rows = report.parts.filter(({ pods }) => pods.length > 0);
  return (
    <>
      <h3>Size of each part</h3>
      <Table
        label="Parts"
        rows={rows}
        columns={[
          { title: "Part", cell: ({ id }) => <PartyLink report={report} id={id} /> },
          { title: "Version", cell: ({ version }) => version ?? "–" },
          {
            title: "By",
            cell: ({ releases }) => (releases.length > 0 ? "chart" : "objects"),
          },
          {
            title: "Pods",
            cell: ({ totals }) => podsText(totals),
            order: ({ totals }) => totals.most.pods + totals.perNode.pods,
          },
          {
            title: "CPU",
            cell: ({ totals }) => rangeText(withNodes(totals), (t) => cpuText(t.requests.cpu)),
            order: ({ totals }) => withNodes(totals).most.requests.cpu,
          },
          {
            title: "Memory",
            cell: ({ totals }) => rangeText(withNodes(totals), (t) => bytesText(t.requests.memory)),
            order: ({ totals }) => withNodes(totals).most.requests.memory,
          },
          {
            title: "Volumes",
            cell: ({ totals }) =>
              totals.most.storage > 0 ? rangeText(totals, (t) => bytesText(t.storage)) : "–",
            order: ({ totals }) => totals.most.storage,
          },
        ]}
      />
    </>
  );
}

/** A part on every node has no other pods: its numbers are those of one node. */
function withNodes(totals: Totals): Totals {
  return totals.most.pods > 0 ? totals : { ...totals, least: totals.perNode, most: totals.perNode };
}

function podsText(totals: Totals): string {
  return totals.most.pods > 0
    ? rangeText(totals, ({ pods }) => String(pods))
    : `${totals.perNode.pods} on each node`;
}
