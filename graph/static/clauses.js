"use strict";
// What a click tells: the facts with the words that say so. Text of documents is set as text, never as HTML.
const drawing = JSON.parse(document.getElementById("drawing").textContent);
const panel = document.getElementById("clause");

function el(name, text) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return made;
}

// Where the clause is read in its document, by the service that this drawing is from.
function link(text, address) {
  const made = el("a", text);
  made.href = address;
  made.target = "_top";
  return made;
}

// Shows the facts of these numbers under a heading; those of one task and clause are one entry.
function tell(heading, numbers) {
  const list = el("ul"), items = new Map();
  for (const [who, clause] of [...new Set(numbers)].sort((a, b) => a - b).map(number => drawing.told[number])) {
    if (!items.has(clause)) items.set(clause, new Set());
    items.get(clause).add(who);
  }
  for (const [clause, who] of items) {
    const [what, words, where, address] = drawing.clauses[clause];
    const item = el("li", [...who].join("、") + "：" + what), place = el("small");
    place.append(address ? link(where, address) : where);
    item.append(el("q", words), place);
    list.append(item);
  }
  panel.lastElementChild.replaceChildren(el("h2", heading), list);
  panel.hidden = false;
  panel.scrollTop = 0;
}
