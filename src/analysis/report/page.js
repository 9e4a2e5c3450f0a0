"use strict";
// Sorting: every row says its rank in each column (data-ranks, found when the page was made), so this only
// compares whole numbers. Missing values stay last in both directions; a third press restores the order.
for (const table of document.querySelectorAll("table")) {
  const bodies = [...table.tBodies];
  const order = bodies.map((body) => [...body.rows]);
  const rows = order.flat().filter((row) => row.dataset.ranks !== undefined);
  const groups = order.flat().filter((row) => row.className === "group");
  const heads = [...table.querySelectorAll("thead th[aria-sort]")];
  const restore = () => {
    for (const mark of table.querySelectorAll(".of")) mark.remove();
    for (const row of groups) row.hidden = false;
    bodies.forEach((body, index) => body.append(...order[index]));
  };
  const sort = (column, sign) => {
    const rank = (row) => row.dataset.ranks.split(",")[column];
    const compare = (a, b) => {
      const [x, y] = [rank(a), rank(b)];
      if (x === "" || y === "") return (x === "") - (y === "");
      return sign * (x - y);
    };
    for (const row of groups) row.hidden = true;
    for (const [index, body] of bodies.entries()) {
      const group = order[index].find((row) => row.className === "group");
      for (const row of order[index]) {
        if (!group || row === group) continue;
        const mark = document.createElement("span"); // its group's heading is out of sight: say it here
        mark.className = "of";
        mark.textContent = group.textContent;
        row.cells[0].prepend(mark);
      }
      if (index) body.replaceChildren(...(group ? [group] : []));
    }
    bodies[0].append(...rows.slice().sort(compare));
  };
  for (const [column, head] of heads.entries()) {
    head.querySelector("button").addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", next);
      restore();
      if (next !== "none") sort(column, next === "ascending" ? 1 : -1);
    });
  }
  // Sources: one stop for the Tab key in each table, arrow keys from number to number.
  const sourced = () => [...table.querySelectorAll(".sourced")];
  for (const [index, number] of sourced().entries()) number.tabIndex = index ? -1 : 0;
  table.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const numbers = sourced();
    const at = numbers.indexOf(event.target);
    if (!step || at < 0 || !numbers[at + step]) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    numbers[at + step].tabIndex = 0;
    numbers[at + step].focus();
  });
}
const place = (event) => {
  const tip = event.target.classList?.contains("sourced") ? event.target.nextElementSibling : null;
  if (!tip) return;
  document.body.classList.remove("quiet");
  const box = event.target.getBoundingClientRect();
  tip.style.bottom = "auto";
  tip.style.top = `${box.bottom + tip.offsetHeight > innerHeight ? box.top - tip.offsetHeight : box.bottom}px`;
  tip.style.left = `${Math.max(0, Math.min(box.left, innerWidth - tip.offsetWidth))}px`;
};
document.addEventListener("pointerover", place);
document.addEventListener("focusin", place);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("quiet");
});
// A frame that does not scroll needs no stop for the Tab key.
const frames = [...document.querySelectorAll(".frame, .drawing, .formula, pre")];
const fit = () => {
  for (const frame of frames) frame.tabIndex = frame.scrollWidth > frame.clientWidth ? 0 : -1;
};
addEventListener("resize", fit);
fit();
