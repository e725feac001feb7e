import type { PodVolume } from "../model/pods";
import { bytesText, cpuText } from "../model/quantities";
import type { Report, ReportPart, ReportPods } from "../model/report";
import { PartyLink } from "./party-link";
import { Table } from "./table";
import { countText, limitText } from "./texts";

/** The pods of a part: how many, and what each asks for. */
export function PodTable({ part }: { part: ReportPart }) {
  return (
    <Table<ReportPods>
      label={`Pods of ${part.title}`}
      rows={part.pods}
      columns={[
        { title: "Name", cell: ({ name }) => <code>{name}</code> },
        { title: "Made by", cell: ({ kind }) => kind },
        { title: "Pods", cell: ({ count }) => countText(count), order: ({ count }) => count.most },
        {
          title: "CPU each",
          cell: ({ requests }) => cpuText(requests.cpu),
          order: ({ requests }) => requests.cpu,
        },
        {
          title: "Memory each",
          cell: ({ requests }) => bytesText(requests.memory),
          order: ({ requests }) => requests.memory,
        },
        {
          title: "Limit each",
          cell: ({ limits }) => limitText(limits),
          order: ({ limits }) => limits.memory,
        },
      ]}
    />
  );
}

type VolumeRow = PodVolume & { group: ReportPods };

/** The volumes that pods keep, and what becomes of them. */
export function VolumeTable({ part }: { part: ReportPart }) {
  const rows = part.pods.flatMap((group) => group.volumes.map((volume) => ({ ...volume, group })));
  return (
    <Table<VolumeRow>
      label={`Volumes of ${part.title}`}
      rows={rows}
      columns={[
        {
          title: "Volume",
          cell: ({ name, group }) => (
            <>
              <code>{name}</code> of <code>{group.name}</code>
            </>
          ),
        },
        { title: "How many", cell: ({ group }) => countText(group.count) },
        { title: "Size each", cell: ({ size }) => size },
        {
          title: "Storage class",
          cell: ({ storageClass }) =>
            storageClass === undefined ? "the cluster's default" : <code>{storageClass}</code>,
        },
        {
          title: "When the stack is deleted",
          cell: ({ whenDeleted }) => (whenDeleted === "Retain" ? "kept" : "deleted with it"),
        },
        {
          title: "Protected",
          cell: ({ group }) => (group.isProtected ? "yes" : "no"),
        },
      ]}
    />
  );
}

/** The ports of a part, and who reaches each. */
export function PortTable({ report, part }: { report: Report; part: ReportPart }) {
  return (
    <Table
      label={`Ports of ${part.title}`}
      rows={part.ports}
      columns={[
        { title: "Port", cell: ({ port }) => port },
        { title: "Name", cell: ({ name, protocol }) => [name, protocol].join(" ").trim() },
        {
          title: "Service",
          cell: ({ service }) =>
            service === undefined ? "none, each pod" : <code>{service}</code>,
        },
        {
          title: "Reached by",
          cell: ({ reachedBy }) =>
            reachedBy.length === 0 ? (
              "–"
            ) : (
              <ul>
                {reachedBy.map(({ from, long }) => (
                  <li>
                    <PartyLink report={report} id={from} />: {long}
                  </li>
                ))}
              </ul>
            ),
        },
      ]}
    />
  );
}
