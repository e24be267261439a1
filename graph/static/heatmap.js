"use strict";
// A click on a cell tells its clauses; clauses.js, loaded before, has the words.
let cell = null;

for (const button of document.querySelectorAll("#heatmap button")) {
  button.addEventListener("click", () => {
    cell = button;
    tell(button.getAttribute("aria-label"), button.dataset.cites.split(" ").map(Number));
  });
}

function clear() {
  panel.hidden = true;
  if (cell) cell.focus();
}

panel.firstElementChild.addEventListener("click", clear);
document.addEventListener("keydown", event => { if (event.key === "Escape") clear(); });
