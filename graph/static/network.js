"use strict";
// The network on a canvas by vis-network; clauses.js, loaded before, has the drawing and tells what is clicked.
const nodes = new vis.DataSet(drawing.nodes.map(dressed));
const edges = new vis.DataSet(drawing.edges.map(drawn));
const rest = { nodes: new Map(drawing.rest.nodes.map(node => [node.id, node])), edges: drawing.rest.edges };
const captions = drawing.captions;
const find = document.getElementById("find");
const said = document.getElementById("drawn");
const kinds = [...document.querySelectorAll("#legend input[type=checkbox]")];
const alone = new Set(nodes.getIds());
for (const edge of edges.get()) { alone.delete(edge.from); alone.delete(edge.to); }
const face = getComputedStyle(document.body).fontFamily;
const faint = "rgba(31,41,51,0.15)";
let chosen = { nodes: new Set(), edge: null };

// A node and an edge as vis-network takes them.
function dressed(node) {
  const look = drawing.looks[node.look], box = node.shape === "box";
  const colours = { background: look.fill, border: node.bold ? drawing.ink : look.border };
  return {
    ...node,
    known: [node.name, ...node.known],
    color: { ...colours, highlight: colours, hover: colours },
    borderWidth: node.bold ? 3 : 1,
    shapeProperties: { borderDashes: look.dashes.length ? look.dashes : false },
    margin: drawing.columns ? 3 : 5,
    // A margin stands at each side of the label.
    widthConstraint: drawing.columns ? node.across - 6 : false,
    font: { size: node.text, color: drawing.ink, face: drawing.face, strokeWidth: box ? 0 : 4, strokeColor: "#ffffff" },
  };
}

function drawn(edge) {
  const { kind, colour, dashes } = drawing.strokes[edge.stroke], scaleFactor = edge.width < 4 ? 0.6 : 0.3;
  const [from, to] = edge.heads.map(enabled => ({ enabled, scaleFactor }));
  return {
    ...edge,
    kind,
    color: { color: colour, highlight: colour, hover: colour },
    dashes: dashes.length ? dashes : false,
    arrows: { from, to },
  };
}

// Edges of the kinds ticked are drawn, and all that touch what is chosen; the rest then stays behind, faint.
function draw() {
  const off = new Set(kinds.filter(box => !box.checked).map(box => box.name));
  const choosing = chosen.edge !== null || chosen.nodes.size > 0;
  const touched = edge => edge.id === chosen.edge || chosen.nodes.has(edge.from) || chosen.nodes.has(edge.to);
  const near = new Set(chosen.nodes), seen = new Set(alone), seenOf = new Map(), all = new Map();
  const count = (counts, kind) => counts.set(kind, (counts.get(kind) || 0) + 1);
  edges.update(edges.map(edge => {
    const hit = touched(edge), hidden = off.has(edge.kind) && !hit;
    if (hit) near.add(edge.from).add(edge.to);
    count(all, edge.kind);
    if (!hidden) { seen.add(edge.from).add(edge.to); count(seenOf, edge.kind); }
    return { id: edge.id, hidden, color: { ...edge.color, opacity: choosing && !hit ? 0.08 : 1 } };
  }));
  for (const id of chosen.nodes) seen.add(id);
  nodes.update(nodes.map(node => {
    const lit = !choosing || near.has(node.id);
    const font = { ...node.font, color: lit ? drawing.ink : faint, strokeWidth: node.shape !== "box" && lit ? 4 : 0 };
    return { id: node.id, hidden: !seen.has(node.id), opacity: lit ? 1 : 0.15, font };
  }));
  const out = kinds
    .map(box => [box, (all.get(box.name) || 0) - (seenOf.get(box.name) || 0)])
    .filter(([, missing]) => missing)
    .map(([box, missing]) => missing + " 条" + box.dataset.words);
  if (nodes.length > seen.size) out.push((nodes.length - seen.size) + " 个只有这些边的节点");
  said.textContent = out.length
    ? "未画 Not drawn：" + out.join("、") + "；勾选图例或选中单位即显示 tick the legend or choose an agency。"
    : "";
}

function touching(ids) {
  const ends = new Set(ids);
  return edges.get({ filter: edge => ends.has(edge.from) || ends.has(edge.to) });
}

function choose(ids) {
  chosen = { nodes: new Set(ids), edge: null };
  draw();
  const around = touching(ids);
  const own = ids.flatMap(id => nodes.get(id).cites);
  tell([...new Set(ids.map(id => nodes.get(id).title))].join("、"), own.length ? own : around.flatMap(edge => edge.cites));
}

function clear() {
  chosen = { nodes: new Set(), edge: null };
  network.unselectAll();
  panel.hidden = true;
  draw();
}

// Puts nodes that are not in the picture, with all that is joined to them, beside it: each above a block of the others.
function bring(ids) {
  const all = nodes.get();
  const left = Math.max(...all.map(node => node.x)) + 600;
  let top = Math.min(...all.map(node => node.y));
  for (const id of ids.filter(id => rest.nodes.has(id))) {
    const joined = new Set([id]);
    for (const edge of rest.edges) {
      if (edge.from === id) joined.add(edge.to);
      if (edge.to === id) joined.add(edge.from);
    }
    const fresh = [...joined].filter(other => rest.nodes.has(other)).map(other => rest.nodes.get(other));
    const across = Math.max(1, Math.ceil(Math.sqrt(fresh.length - 1)));
    fresh.forEach((node, at) => {
      const column = at ? (at - 1) % across : (across - 1) / 2, row = at ? 1 + Math.floor((at - 1) / across) : 0;
      nodes.add({ ...dressed(node), x: left + column * 260, y: top + row * 130 });
      rest.nodes.delete(node.id);
    });
    top += 130 * (2 + Math.ceil(fresh.length / across));
  }
  const here = rest.edges.filter(edge => nodes.get(edge.from) && nodes.get(edge.to));
  edges.add(here.map(drawn));
  rest.edges = rest.edges.filter(edge => !nodes.get(edge.from) || !nodes.get(edge.to));
}

// Letters must be legible: a narrow window opens at the agency that leads most, columns at their head.
function whole() {
  network.fit({ maxZoomLevel: 1.5 });
  const scale = network.getScale(), ys = nodes.map(node => node.y), xs = nodes.map(node => node.x);
  if (scale > 0.6) return;
  if (drawing.columns) {
    const wide = Math.max(...xs) - Math.min(...xs) + 420, middle = (Math.max(...xs) + Math.min(...xs)) / 2;
    const closer = Math.min(1, Math.max(0.6, innerWidth / wide));
    const high = document.getElementById("network").offsetHeight / closer;
    const top = Math.min(...captions.map(caption => caption.y), ...ys) - 40;
    network.moveTo({ position: { x: middle, y: top + high / 2 }, scale: closer });
  } else if (innerWidth <= 600) {
    const first = nodes.get().reduce((a, b) => (b.led > a.led ? b : a));
    network.moveTo({ position: { x: first.x, y: first.y }, scale: 0.6 });
  }
}

// In columns a line leaves a box at its side, which vis-network cannot draw: these lines are drawn here.
function curve(edge) {
  const ends = [nodes.get(edge.from), nodes.get(edge.to)].sort((a, b) => a.x - b.x);
  const [left, right] = [ends[0].x + ends[0].across / 2, ends[1].x - ends[1].across / 2], middle = (left + right) / 2;
  return [left, ends[0].y, middle, ends[0].y, middle, ends[1].y, right, ends[1].y];
}

function drawCurves(canvas) {
  for (const edge of edges.get({ filter: edge => !edge.hidden })) {
    const [x, y, ...further] = curve(edge);
    canvas.beginPath();
    canvas.moveTo(x, y);
    canvas.bezierCurveTo(...further);
    canvas.setLineDash(edge.dashes || []);
    canvas.lineWidth = edge.width;
    canvas.strokeStyle = edge.color.color;
    canvas.globalAlpha = edge.color.opacity;
    canvas.stroke();
  }
  canvas.setLineDash([]);
  canvas.globalAlpha = 1;
}

// The line that a click hits, within some pixels of the screen.
function curveAt(at) {
  const reach = 6 / network.getScale();
  return edges.get({ filter: edge => !edge.hidden }).find(edge => {
    const [x1, y1, x2, y2, x3, y3, x4, y4] = curve(edge);
    if (at.x < x1 - reach || at.x > x4 + reach) return false;
    for (let step = 0; step <= 40; step += 1) {
      const t = step / 40, u = 1 - t;
      const mix = (a, b, c, d) => u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
      const dx = mix(x1, x2, x3, x4) - at.x, dy = mix(y1, y2, y3, y4) - at.y;
      if (Math.hypot(dx, dy) < reach + Math.abs(y4 - y1) / 60) return true;
    }
    return false;
  });
}

// What is not drawn is told first: the room that the words take is the picture's no more.
draw();
const network = new vis.Network(document.getElementById("network"), { nodes, edges: drawing.columns ? [] : edges }, {
  physics: false,
  interaction: { hover: true, tooltipDelay: 150 },
  edges: { smooth: false, hoverWidth: 1, selectionWidth: 0 },
  layout: { improvedLayout: false },
});

network.on("beforeDrawing", canvas => {
  if (drawing.columns) drawCurves(canvas);
  canvas.font = "600 " + drawing.caption + "px " + face;
  canvas.fillStyle = "#52606d";
  canvas.textAlign = "left";
  for (const { x, y, text } of captions) canvas.fillText(text, x, y);
});
network.on("afterDrawing", canvas => {
  canvas.fillStyle = "#ffffff";
  canvas.textAlign = "center";
  canvas.textBaseline = "middle";
  for (const node of nodes.get({ filter: node => node.digit && !node.hidden })) {
    canvas.font = "600 " + Math.max(11, node.size * 0.8) + "px " + face;
    canvas.globalAlpha = node.opacity;
    canvas.fillText(node.digit, node.x, node.y);
  }
  canvas.globalAlpha = 1;
  canvas.textBaseline = "alphabetic";
});
network.on("dragEnd", () => nodes.update(Object.entries(network.getPositions()).map(([id, at]) => ({ id, ...at }))));
network.on("click", event => {
  if (event.nodes.length) { choose(event.nodes); return; }
  const edge = drawing.columns ? curveAt(event.pointer.canvas) : edges.get(event.edges)[0];
  if (edge) {
    chosen = { nodes: new Set(), edge: edge.id };
    draw();
    tell(nodes.get(edge.from).name + " — " + nodes.get(edge.to).name, edge.cites);
  } else clear();
});
panel.firstElementChild.addEventListener("click", () => { clear(); find.focus(); });
document.addEventListener("keydown", event => { if (event.key === "Escape") clear(); });
document.getElementById("whole").addEventListener("click", () => network.fit({ maxZoomLevel: 1.5 }));
for (const box of kinds) box.addEventListener("change", draw);

for (const name of new Set([...nodes.map(node => node.name), ...[...rest.nodes.values()].map(node => node.name)])) {
  const option = el("option");
  option.value = name;
  document.getElementById("names").append(option);
}
// One name may stand for agencies of several cities: all of them are shown.
find.addEventListener("change", () => {
  const typed = find.value.trim();
  if (!typed) { clear(); return; }
  const everything = [...nodes.get(), ...rest.nodes.values()];
  let hits = everything.filter(node => node.name === typed || node.known.includes(typed));
  if (!hits.length) hits = everything.filter(node => node.title.includes(typed));
  if (!hits.length) { clear(); said.textContent = "图中没有 Not in the picture：" + typed; return; }
  const ids = hits.slice(0, 50).map(node => node.id);
  bring(ids);
  network.selectNodes(ids);
  choose(ids);
  network.fit({ nodes: [...ids, ...touching(ids).flatMap(edge => [edge.from, edge.to])], maxZoomLevel: 1 });
  // The panel covers a side of the picture: what was found moves to the other.
  const below = panel.offsetLeft < 20;
  network.moveTo({
    position: network.getViewPosition(),
    scale: network.getScale() * 0.75,
    offset: { x: below ? 0 : -panel.offsetWidth / 2, y: below ? -panel.offsetHeight / 2 : 0 },
  });
});

whole();
