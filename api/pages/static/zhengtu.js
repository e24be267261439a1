// What the pages gain from a script: a record beside the text, highlighting by fragment, uploads with progress.
// Every page is complete without it.
"use strict";

const make = (name, text, kind) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};

// ---- A passage named by the fragment (#120-128), which may run over several pieces.

const pieces = [...document.querySelectorAll("[data-start]")];

function highlight() {
  const place = /^#(\d+)-(\d+)$/.exec(location.hash);
  for (const piece of pieces) {
    const within = place && +piece.dataset.start >= +place[1] && +piece.dataset.end <= +place[2];
    piece.classList.toggle("chosen", Boolean(within));
  }
}
addEventListener("hashchange", highlight);
highlight();

// ---- The record of a marked passage, fetched from its own page.

const record = document.querySelector("[data-record]");
if (record) {
  const told = record.querySelector(".told");
  let opener = null;

  const close = () => {
    told.replaceChildren();
    record.classList.remove("open");
    opener?.focus({ preventScroll: true });
    opener = null;
  };
  const open = async mark => {
    const address = new URL(mark.href);
    address.searchParams.set("part", "record");
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) { location.href = mark.href; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shut = make("button", record.dataset.close, "close");
    shut.type = "button";
    shut.addEventListener("click", close);
    told.replaceChildren(shut, ...page.querySelectorAll(".facts"));
    record.classList.add("open");
    opener = mark;
    mark.scrollIntoView({ block: "nearest" });
    const place = /(\d+-\d+)$/.exec(decodeURI(address.pathname));
    if (place) { history.replaceState(null, "", "#" + place[1]); highlight(); }
  };
  document.addEventListener("click", event => {
    const mark = event.target.closest(".policy a.mark");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(mark).catch(() => { location.href = mark.href; });
  });
  document.addEventListener("keydown", event => { if (event.key === "Escape" && opener) close(); });
}

// What folds starts folded where the window is narrow.
if (matchMedia("(max-width: 60rem)").matches)
  for (const folded of document.querySelectorAll("details[data-folds]")) folded.open = false;

// ---- Names of agencies, suggested while one types.

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const names = document.createElement("datalist");
  names.id = "names-" + (input.name || "agency");
  input.setAttribute("list", names.id);
  input.after(names);
  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const typed = input.value.trim();
      if (!typed) return;
      const answer = await fetch(input.dataset.suggest + "?limit=20&name=" + encodeURIComponent(typed.slice(0, 200)));
      if (!answer.ok || typed !== input.value.trim()) return;
      const { items } = await answer.json();
      const found = new Set(items.flatMap(item => [item.name, ...item.aliases]).filter(name => name.includes(typed)));
      names.replaceChildren(...[...found].map(name => Object.assign(document.createElement("option"), { value: name })));
    }, 200);
  });
}

// ---- Uploads: one request a file, each with its progress and its outcome.

function send(form, file) {
  const line = make("li");
  const bar = make("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const words = make("span", form.dataset.sending);
  line.append(make("b", file.name), bar, words);
  form.querySelector(".progress").append(line);
  const data = new FormData();
  data.set("form", form.elements.form.value);
  data.set("file", file);
  return new Promise(done => {
    const request = new XMLHttpRequest();
    const end = (kind, told, address) => {
      bar.remove();
      line.className = kind;
      const said = make(address ? "a" : "span", told);
      if (address) said.href = address;
      words.replaceWith(said);
      done(kind === "done");
    };
    request.upload.addEventListener("progress", event => {
      bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
    });
    request.upload.addEventListener("load", () => {
      bar.removeAttribute("value");
      words.textContent = form.dataset.reading;
    });
    request.addEventListener("error", () => end("failed", form.dataset.failed));
    request.addEventListener("load", () => {
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { /* told below */ }
      if (request.status === 200) end("done", told.words, told.address);
      else end("failed", told.detail || String(request.status));
    });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const chooser = form.elements.file;
  chooser.multiple = true;
  const sendAll = async files => {
    for (const file of files) await send(form, file);
    form.reset();
  };
  form.addEventListener("submit", event => {
    event.preventDefault();
    sendAll([...chooser.files]);
  });
  for (const kind of ["dragover", "dragleave", "drop"])
    form.addEventListener(kind, event => {
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop") sendAll([...event.dataTransfer.files]);
    });
}
