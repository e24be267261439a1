// The SPARQL editor: the plain text area becomes YASGUI's editor, and the answer a table on the page.
"use strict";

const section = document.querySelector(".editor");
const form = section.querySelector("form");
const area = form.elements.query;
const rows = section.querySelector(".rows");
const said = section.querySelector(".said");
const takes = section.querySelector(".takes");
const terms = JSON.parse(section.dataset.terms);
const prefixes = JSON.parse(section.dataset.prefixes);

// Completion knows this vocabulary, and asks nobody for others.
for (const kind of ["class", "property"]) {
  Yasqe.Autocompleters[kind].bulk = false;
  Yasqe.Autocompleters[kind].get = (_editor, token) =>
    terms[kind].filter(iri => iri.startsWith(token.autocompletionString || ""));
}
const place = document.createElement("div");
area.before(place);
area.hidden = true;
const editor = new Yasqe(place, {
  value: area.value,
  persistenceId: null,
  createShareableLink: null,
  consumeShareLink: null,
  prefixCcApi: null,
  showQueryButton: false,
  resizeable: false,
  editorHeight: "22rem",
  collapsePrefixesOnLoad: false,
  autocompleters: ["class", "property", "variables"],
  extraKeys: { "Ctrl-Enter": () => run(), "Cmd-Enter": () => run(), Tab: false, "Shift-Tab": false },
});
editor.getScrollerElement().tabIndex = 0;
editor.getInputField().setAttribute("aria-labelledby", "own");

function ask(accept) {
  return fetch("/sparql", {
    method: "POST",
    headers: { Accept: accept, "Content-Type": "application/sparql-query" },
    body: editor.getValue(),
  });
}

function cell(term) {
  const made = document.createElement("td");
  if (!term) return made;
  const words = document.createElement("bdi");
  const base = section.dataset.base;
  if (term.type === "uri" && term.value.startsWith(base)) {
    const link = document.createElement("a");
    link.href = "/id/" + encodeURI(term.value.slice(base.length)).replaceAll("%25", "%");
    words.textContent = term.value.slice(base.length);
    link.append(words);
    made.append(link);
  } else {
    words.textContent = term.type === "uri" ? compact(term.value) : term.value;
    if (/#(integer|decimal|double)$/.test(term.datatype || "")) made.className = "number";
    made.append(words);
  }
  return made;
}

function compact(iri) {
  for (const [prefix, namespace] of Object.entries(prefixes))
    if (iri.startsWith(namespace)) return prefix + ":" + iri.slice(namespace.length);
  return iri;
}

function table({ head, results }) {
  const made = document.createElement("table");
  made.className = "list";
  made.createCaption().textContent = section.dataset.count.replace("#", results.bindings.length);
  const heads = made.createTHead().insertRow();
  for (const name of head.vars) {
    const th = document.createElement("th");
    th.scope = "col";
    th.textContent = name;
    heads.append(th);
  }
  const body = made.createTBody();
  for (const binding of results.bindings) body.insertRow().append(...head.vars.map(name => cell(binding[name])));
  return made;
}

async function run() {
  said.textContent = section.dataset.running;
  takes.hidden = true;
  const answer = await ask("application/sparql-results+json, text/turtle;q=0.9");
  const text = await answer.text();
  const kind = answer.headers.get("Content-Type") || "";
  said.textContent = "";
  rows.hidden = false;
  if (!answer.ok) {
    const wrong = document.createElement("pre");
    wrong.className = "notice";
    wrong.textContent = kind.includes("json") ? JSON.parse(text).detail : text;
    rows.replaceChildren(wrong);
    return;
  }
  history.replaceState(null, "", "/query?query=" + encodeURIComponent(editor.getValue()));
  if (kind.startsWith("text/turtle")) {
    const written = document.createElement("pre");
    written.textContent = text;
    rows.replaceChildren(written);
    return;
  }
  const told = JSON.parse(text);
  if ("boolean" in told) {
    rows.replaceChildren(told.boolean ? section.dataset.yes : section.dataset.no);
    return;
  }
  rows.replaceChildren(told.results.bindings.length ? table(told) : section.dataset.none);
  const limit = answer.headers.get("Zhengtu-Row-Limit");
  if (told.results.bindings.length === Number(limit)) said.textContent = section.dataset.limit.replace("#", limit);
  takes.hidden = false;
}

form.addEventListener("submit", event => {
  event.preventDefault();
  run().catch(error => { said.textContent = String(error); });
});
for (const button of takes.querySelectorAll("button"))
  button.addEventListener("click", async () => {
    const answer = await ask(button.dataset.accept);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = button.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
