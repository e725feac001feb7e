import type { ListedImage } from "../../images/list";
import type { Report } from "../model/report";
import { Table } from "./table";

/** Every image of the environment, for a mirror. */
export function Images({ report }: { report: Report }) {
  return (
    <section id="images" aria-labelledby="images-title">
      <h2 id="images-title">All images</h2>
      <p>
        What a mirror of this environment must have. <code>npm run images</code> prints the same
        list.
      </p>
      <Table<ListedImage>
        label="Images"
        rows={report.images}
        columns={[
          { title: "Image", cell: ({ image }) => <code>{image}</code> },
          { title: "Used by", cell: ({ usedBy }) => usedBy.join(", ") },
        ]}
      />
    </section>
  );
}
