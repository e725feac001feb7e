// Runs in the page, which works without it: it only adds the filter, sorting, and details that open when a link leads
// into them.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // A link into something closed opens it.
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) at.open = true;
    }
    target?.scrollIntoView();
  }
  addEventListener("hashchange", openTarget);
  openTarget();

  // On a small screen the contents would push the page away.
  const contents = document.querySelector("details.contents");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => {
    contents.open = !narrow.matches;
  };
  narrow.addEventListener("change", fold);
  fold();
  contents.addEventListener("click", (event) => {
    if (narrow.matches && event.target.closest("a")) contents.open = false;
  });

  // What the filter shows or hides: rows, entries of lists, files and objects. Headings stay with what is left.
  const box = document.getElementById("filter");
  const status = document.getElementById("filter-status");
  const sections = all("main > section").map((section) => ({
    section,
    title: section.querySelector("h2").textContent.toLowerCase(),
    link: contents.querySelector(`a[href="#${section.id}"]`).closest("li"),
    items: all("tbody tr, .block > ul > li, ul.outside > li, details.item", section).map(
      (element) => ({ element, text: element.textContent.toLowerCase() }),
    ),
    blocks: all(".block", section),
  }));

  function filter() {
    const wanted = box.value.trim().toLowerCase();
    let hits = 0;
    let left = 0;
    for (const { section, title, link, items, blocks } of sections) {
      const isWhole = wanted === "" || title.includes(wanted);
      let found = 0;
      for (const { element, text } of items) {
        const isHit = isWhole || text.includes(wanted);
        element.hidden = !isHit;
        if (isHit) found += 1;
      }
      section.hidden = link.hidden = !isWhole && found === 0;
      for (const block of blocks) {
        const rest = all("tbody tr, :scope > ul > li, details.item", block);
        block.hidden = rest.length > 0 && rest.every((element) => element.hidden);
      }
      if (!section.hidden) left += 1;
      hits += found;
    }
    status.textContent = wanted === "" ? "" : `${hits} found in ${left} sections`;
  }
  box.addEventListener("input", filter);
  box.closest(".filter").hidden = false;
  addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      box.focus();
    }
    if (event.key === "Escape" && isTyping) {
      box.value = "";
      filter();
    }
  });

  // Every column sorts its table.
  for (const table of all("table")) {
    if (table.tBodies[0].rows.length < 3) continue;
    all("thead th", table).forEach((head, column) => {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const isUp = head.getAttribute("aria-sort") !== "ascending";
        for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
        const keyOf = (row) => row.cells[column].dataset.order ?? row.cells[column].textContent;
        const rows = [...table.tBodies[0].rows].sort((a, b) =>
          keyOf(a).localeCompare(keyOf(b), "en", { numeric: true }),
        );
        table.tBodies[0].append(...(isUp ? rows : rows.reverse()));
      });
    });
  }
})();
