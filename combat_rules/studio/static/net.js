// How the page speaks with the studio: questions by HTTP, the fight over a socket.

export async function api(path, body) {
  const asked = body === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(path, asked);
  } catch {
    throw new Error("the studio does not answer; is it still running?");
  }
  const kind = answer.headers.get("content-type") || "";
  const said = kind.includes("json") ? await answer.json() : { error: await answer.text() };
  if (!answer.ok) throw new Error(said.error || `the studio answered ${answer.status}`);
  return said;
}

// A tab keeps its fight when it is loaded anew; one that is opened takes over one that was closed.
function session() {
  let id = sessionStorage.getItem("session");
  const free = JSON.parse(localStorage.getItem("free") || "[]");
  if (!id) id = free.pop() || Array.from(crypto.getRandomValues(new Uint8Array(10)),
    (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("session", id);
  localStorage.setItem("free", JSON.stringify(free.filter((one) => one !== id)));
  addEventListener("pagehide", () => {
    const left = JSON.parse(localStorage.getItem("free") || "[]");
    localStorage.setItem("free", JSON.stringify([...left.filter((one) => one !== id), id].slice(-8)));
  });
  return id;
}

const RETRY = [150, 300, 600, 1200, 2000];

export class Fight extends EventTarget {
  constructor() {
    super();
    this.session = session();
    this.state = null;
    this.events = [];
    this.cells = [];
    this.first = 0;
    this.cut = -1;
    this.tries = 0;
    this.waiting = [];
    this.connect();
    document.addEventListener("visibilitychange", () => {
      this.say({ do: "away", hidden: document.hidden });
    });
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws?session=${this.session}`);
    this.socket = socket;
    socket.onopen = () => {
      this.tries = 0;
      this.cut = -1;
      this.tell("open");
      if (document.hidden) this.say({ do: "away", hidden: true });
      for (const message of this.waiting.splice(0)) this.say(message);
    };
    socket.onmessage = (message) => this.take(JSON.parse(message.data));
    socket.onclose = () => {
      this.tell("closed");
      const wait = RETRY[Math.min(this.tries++, RETRY.length - 1)];
      setTimeout(() => this.connect(), wait);
    };
  }

  say(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    else if (message.do !== "away" && this.waiting.length < 20) this.waiting.push(message);
  }

  take(news) {
    if (!news.picture) {
      this.tell(news.error ? "failed" : "answer", news);
      return;
    }
    if (news.cut !== this.cut) {
      this.cut = news.cut;
      this.events = [];
      this.cells = [];
    }
    this.first = news.firstFrame;
    for (const event of news.events) this.events.push(event);
    if (this.events.length > 6000) this.events.splice(0, 2000);
    // Cells are numbered by frames; those before the first that is kept stay empty.
    for (let at = 0; at < news.cells.length; at++) this.cells[news.cellsFrom + at] = news.cells[at];
    // Ways on come only when they are others than before.
    news.ways ??= this.state.ways;
    this.state = news;
    this.tell("state");
  }

  tell(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  get who() {
    return this.state ? this.state.picture.who : [];
  }
}
