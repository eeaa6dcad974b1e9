// Filter and order of the table of lines. Without this file everything can still be read.
(() => {
  const table = document.getElementById("lines");
  const field = document.getElementById("filter");
  if (!table || !field) return;
  const body = table.tBodies[0];
  const told = document.getElementById("told");
  field.closest("form").hidden = false;
  field.closest("form").addEventListener("submit", (event) => event.preventDefault());
  const show = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of body.rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    told.textContent = shown + " / " + body.rows.length;
  };
  field.addEventListener("input", show);
  show();
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => row.cells[head.cellIndex].textContent.trim();
      const rows = [...body.rows].sort((a, b) => order.compare(key(a), key(b)) * (up ? 1 : -1));
      body.append(...rows);
    });
  }
})();
