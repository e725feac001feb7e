import type { ComponentChildren } from "preact";
import type { Change } from "../model/changes";
import { bytesText, cpuText } from "../model/quantities";
import type { Report, ReportObject, ReportPart, ReportRelease } from "../model/report";
import type { Totals } from "../model/totals";
import { anchorOf } from "./anchors";
import { ChangeBadge } from "./changes";
import { Code } from "./code";
import { PodTable, PortTable, VolumeTable } from "./part-tables";
import { PartyLink } from "./party-link";
import { Table } from "./table";
import { counted, rangeText } from "./texts";

/** Everything of one part. What it has none of is left out. */
export function PartSection({ report, part }: { report: Report; part: ReportPart }) {
  const { id, title, purpose, pods, ports, outgoing, limits, files } = part;
  const anchor = anchorOf("part", id);
  const sends = outgoing.filter(({ kind }) => kind !== "collect");
  const volumes = pods.flatMap((group) => group.volumes);
  return (
    <section id={anchor} class="part" aria-labelledby={`${anchor}-title`} tabIndex={-1}>
      <h2 id={`${anchor}-title`}>{title}</h2>
      <p class="purpose">{purpose}</p>
      <p class="how">{deliveryText(part)}</p>
      <Block title="Pods" of={pods}>
        <PodTable part={part} />
        <p class="how">{togetherText(part.totals)}</p>
      </Block>
      <Block title="Volumes" of={volumes}>
        <VolumeTable part={part} />
      </Block>
      <Block title="Ports and who reaches them" of={ports}>
        <PortTable report={report} part={part} />
      </Block>
      <Block title="Connects to" of={sends}>
        <Table
          label={`What ${title} connects to`}
          rows={sends}
          columns={[
            { title: "To", cell: ({ to }) => <PartyLink report={report} id={to} /> },
            { title: "What", cell: ({ long }) => long },
            { title: "Address", cell: ({ address }) => <code>{address}</code> },
          ]}
        />
      </Block>
      <Block title="Retention and limits" of={limits}>
        <Table
          label={`Retention and limits of ${title}`}
          rows={limits}
          columns={[
            { title: "What", cell: ({ what }) => what },
            { title: "Value", cell: ({ value }) => value },
            { title: "Written as", cell: ({ written }) => <code>{written}</code> },
          ]}
        />
      </Block>
      <Block title="Images" of={part.images}>
        <ul>
          {part.images.map(({ image }) => (
            <li>
              <code>{image}</code>
            </li>
          ))}
        </ul>
      </Block>
      <Block title="Secrets that it reads" of={part.secrets}>
        <ul>
          {part.secrets.map(({ name, keys, isOurs }) => (
            <li>
              <code>{name}</code> {keys.length > 0 && `(${keys.join(", ")})`}{" "}
              {isOurs ? "" : <strong>you create it</strong>}
            </li>
          ))}
        </ul>
      </Block>
      <Block title="Configuration" of={files}>
        {files.map(({ name, source, language, text }) => (
          <details class="item">
            <summary>
              <code>{name}</code> <span class="more">{source}</span>
            </summary>
            <Code text={text} language={language} label={`${name} of ${title}`} />
          </details>
        ))}
      </Block>
      <Block title="Charts" of={part.releases}>
        {part.releases.map((release) => (
          <ReleaseDetails release={release} change={changeOf(report, release.path)} />
        ))}
      </Block>
      <Block title="Objects" of={part.objects}>
        {part.objects.map((object) => (
          <ObjectDetails object={object} change={changeOf(report, object.path)} />
        ))}
      </Block>
    </section>
  );
}

/** A piece of a part with its heading; nothing where there is nothing in it. */
function Block({
  title,
  of: contents,
  children,
}: {
  title: string;
  of: readonly unknown[];
  children: ComponentChildren;
}) {
  if (contents.length === 0) return null;
  return (
    <div class="block">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

/** What all pods ask for; nothing where there is no more than one. */
function togetherText({ least, most, perNode }: Totals): string {
  if (most.pods + perNode.pods < 2) return "";
  const totals = { least, most };
  return [
    `In total ${rangeText(totals, ({ pods }) => String(pods))} pods`,
    `${rangeText(totals, ({ requests }) => cpuText(requests.cpu))} CPU`,
    `${rangeText(totals, ({ requests }) => bytesText(requests.memory))} memory`,
    `memory limit ${rangeText(totals, ({ limits }) => bytesText(limits.memory))}`,
    ...(most.storage > 0 ? [`${rangeText(totals, (t) => bytesText(t.storage))} of volumes`] : []),
  ].join(", ");
}

function deliveryText({ objects, releases, namespaces }: ReportPart): string {
  const own = objects.length > 0 ? [counted(objects.length, "object")] : [];
  const charts = releases.map(({ chart, version }) => `chart ${chart} ${version ?? ""}`.trim());
  const where = namespaces.length > 0 ? ` in ${namespaces.join(" and ")}` : "";
  return `${[...charts, ...own].join(", ")}${where}`;
}

function changeOf({ changes = [] }: Report, path: string): Change | undefined {
  return changes.find((change) => change.path === path);
}

function ObjectDetails({ object, change }: { object: ReportObject; change?: Change }) {
  const { path, kind, name, namespace, isProtected, yaml } = object;
  return (
    <details class="item" id={anchorOf("file", path)}>
      <summary>
        <span class="kind">{kind}</span> <code>{name}</code>{" "}
        <span class="more">{namespace ?? "whole cluster"}</span>
        <Marks isProtected={isProtected} change={change} />
      </summary>
      <ChangeLink change={change} />
      <Code text={yaml} language="yaml" label={`YAML of ${kind} ${name}`} />
    </details>
  );
}

function ReleaseDetails({ release, change }: { release: ReportRelease; change?: Change }) {
  const { path, name, namespace, chart, version, repository, isHelms, isProtected, yaml } = release;
  return (
    <details class="item" id={anchorOf("file", path)}>
      <summary>
        <span class="kind">{isHelms ? "Helm release" : "Chart"}</span> <code>{name}</code>{" "}
        <span class="more">
          {chart} {version} {namespace && `in ${namespace}`}
        </span>
        <Marks isProtected={isProtected} change={change} />
      </summary>
      <ChangeLink change={change} />
      <p>
        {repository && (
          <>
            From <code>{repository}</code>.{" "}
          </>
        )}
        {isHelms
          ? "Helm installs the objects that the chart makes."
          : "Pulumi manages each object that the chart makes."}{" "}
        This page shows the values that the chart is given, not what it renders.
      </p>
      <Code text={yaml} language="yaml" label={`Values of chart ${name}`} />
    </details>
  );
}

function Marks({ isProtected, change }: { isProtected: boolean; change: Change | undefined }) {
  return (
    <>
      {isProtected && <span class="badge">protected</span>}
      {change && <ChangeBadge what={change.what} />}
    </>
  );
}

function ChangeLink({ change }: { change: Change | undefined }) {
  if (!change) return null;
  return (
    <p>
      <a href={`#${anchorOf("change", change.path)}`}>See what changed</a>
    </p>
  );
}
