import type { Report } from "../model/report";
import type { RequiredSecret } from "../model/required-secrets";
import { anchorOf } from "./anchors";
import { PartyLink } from "./party-link";
import { Table } from "./table";

/** What the stack does not make and counts on, and who uses the platform. */
export function Requirements({ report }: { report: Report }) {
  const { outside, requiredSecrets } = report;
  return (
    <section id="outside" aria-labelledby="outside-title">
      <h2 id="outside-title">Outside of the stack</h2>
      <p>
        The stack makes none of these. Buckets, databases and Secrets must exist before it is
        deployed.
      </p>
      <ul class="outside">
        {outside.map(({ id, title, details }) => (
          <li id={anchorOf("outside", id)} tabIndex={-1}>
            <strong>{title}</strong> <span>{details.join(", ")}</span>
            <Users report={report} id={id} />
          </li>
        ))}
      </ul>
      {requiredSecrets.length > 0 && (
        <>
          <h3>Secrets that you create</h3>
          <Table<RequiredSecret>
            label="Secrets that you create"
            rows={requiredSecrets}
            columns={[
              { title: "Secret", cell: ({ name }) => <code>{name}</code> },
              { title: "Namespace", cell: ({ namespace = "" }) => <code>{namespace}</code> },
              { title: "Keys", cell: ({ keys }) => <code>{keys.join(", ")}</code> },
              { title: "Read by", cell: (secret) => <Readers report={report} secret={secret} /> },
            ]}
          />
        </>
      )}
    </section>
  );
}

function Readers({ report, secret }: { report: Report; secret: RequiredSecret }) {
  return (
    <ul>
      {secret.readers.map((id) => (
        <li>
          <PartyLink report={report} id={id} />
        </li>
      ))}
      {secret.isForCharts && <li>Pulumi, to get the charts</li>}
    </ul>
  );
}

function Users({ report, id }: { report: Report; id: string }) {
  const flows = report.flows.filter(({ from, to }) => from === id || to === id);
  return (
    <ul>
      {flows.map(({ from, to, long, address }) =>
        from === id ? (
          <li>
            to <PartyLink report={report} id={to} />, {long}: <code>{address}</code>
          </li>
        ) : (
          <li>
            by <PartyLink report={report} id={from} />: {long}
          </li>
        ),
      )}
    </ul>
  );
}
