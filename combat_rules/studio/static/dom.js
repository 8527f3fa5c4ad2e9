// Small helpers to make and change elements.

export function make(tag, look = {}, ...inside) {
  const made = document.createElement(tag);
  set(made, look);
  made.append(...inside.flat(9).filter((one) => one !== null && one !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function draw(tag, look = {}, ...inside) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(look)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

// What is the same as before is left alone here as well.
export function set(element, look) {
  for (const [name, value] of Object.entries(look)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
  return element;
}

export function fill(element, ...inside) {
  element.replaceChildren(...inside.flat(9).filter((one) => one !== null && one !== undefined));
  return element;
}

// A name that may go on in a second line behind its underscores, and nowhere else.
export function named(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, document.createElement("wbr")]).slice(0, -1);
}

// Text that is the same as before is left alone: at sixty pictures a second that matters.
export function tell(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const sizes = new WeakMap();
const sizing = new ResizeObserver((seen) => {
  for (const { target } of seen) measure(target);
  document.dispatchEvent(new Event("sized"));
});

function measure(element) {
  const size = [element.clientWidth, element.clientHeight];
  sizes.set(element, size);
  return size;
}

// How wide and high an element is. Asked at every picture, the browser would lay out the page for
// it; so it is measured when it changes.
export function sizeOf(element) {
  const known = sizes.get(element);
  if (known && known[0]) return known;
  sizing.observe(element);
  return measure(element);
}

export function signed(number) {
  if (number === null || number === undefined) return "–";
  return number > 0 ? `+${number}` : String(number).replace("-", "−");
}

export function seconds(ticks, second) {
  return `${(ticks / second).toFixed(2)} s`;
}

export function toast(text, kind = "") {
  const shown = make("div", { class: `toast ${kind}`, text });
  const toasts = document.getElementById("toasts");
  toasts.append(shown);
  while (toasts.children.length > 4) toasts.firstChild.remove();
  setTimeout(() => shown.remove(), kind === "bad" ? 9000 : 4000);
}

export function choice(label, options, chosen, change) {
  const select = make("select", { "aria-label": label, onchange: () => change(select.value) });
  for (const [value, words] of options) {
    select.append(make("option", { value, text: words, selected: value === chosen }));
  }
  return select;
}
