"use strict";
// The review: flags, hints, checking, and the score. What it needs to know of a defect
// stands in the page: data-id, data-lines and data-at of its card.

const words = JSON.parse(document.getElementById("words").textContent);
const byId = (id) => document.getElementById(id);

// How a review is scored; `tminus score` counts in the same way. `flags` are line numbers,
// each defect has the `lines` at which one may rightly point.
function score(flags, defects) {
  const points = (line, defect) => defect.lines.includes(line);
  return {
    of: defects.length,
    hit: defects.filter((defect) => flags.some((line) => points(line, defect))).length,
    flagged: flags.length,
    right: flags.filter((line) => defects.some((defect) => points(line, defect))).length,
  };
}

function sum(scores) {
  const total = { of: 0, hit: 0, flagged: 0, right: 0 };
  for (const one of scores) for (const name in total) total[name] += one[name];
  return total;
}

const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : "–");

// -- what is kept between visits ---------------------------------------------

const KEY = "tminus";
let kept = {};
try {
  kept = JSON.parse(localStorage.getItem(KEY)) || {};
} catch { /* nothing can be kept here, or what was kept is not ours */ }
kept = { ...kept, blocks: { ...kept.blocks } };

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch { /* then it lasts as long as the page */ }
}

// -- words ---------------------------------------------------------------------

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_field, name) => values[name]);
}

// A sentence in all languages; the style sheet shows the chosen one.
function say(place, key, values = {}) {
  place.replaceChildren(
    ...Object.keys(words).map((language) => {
      const element = document.createElement("i");
      element.lang = language;
      element.textContent = fill(words[language][key], values);
      return element;
    }),
  );
}

function make(tag, className, parent) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (parent) parent.append(element);
  return element;
}

// -- one block -------------------------------------------------------------------

class Review {
  constructor(section) {
    this.section = section;
    this.number = section.dataset.number;
    this.file = `original/${section.dataset.name}.py`;
    this.items = [...section.querySelectorAll(".code > li")];
    this.cards = [...section.querySelectorAll(".card")];
    this.defects = this.cards.map((card) => ({
      id: card.dataset.id,
      lines: card.dataset.lines.split(" ").map(Number),
      at: Number(card.dataset.at),
      card,
    }));
    this.hints = [...section.querySelectorAll(".hints li")];
    this.find = (selector) => section.querySelector(selector);
    this.items.forEach((item, place) => this.prepare(item, place));
    this.find(".do-check").addEventListener("click", () => this.check());
    this.find(".do-hint").addEventListener("click", () => this.hint());
    this.find(".do-again").addEventListener("click", () => this.again());
    this.find(".blanks").addEventListener("change", (event) => {
      for (const box of document.querySelectorAll(".blanks")) box.checked = event.target.checked;
      document.documentElement.classList.toggle("show-blanks", event.target.checked);
    });
    this.find(".hints").open = true;
    this.show();
  }

  // {flags: {line: why}, hints: [place], checked}, without what does not belong to this page.
  get state() {
    const { flags, hints, checked } = Object(kept.blocks[this.number]);
    const own = Object.entries(Object(flags)).filter(([line]) => this.items[line - 1]);
    return {
      flags: Object.fromEntries(own.map(([line, why]) => [line, String(why)])),
      hints: Array.isArray(hints) ? hints.filter((place) => this.hints[place]) : [],
      checked: checked === true,
    };
  }

  change(part) {
    kept.blocks[this.number] = { ...this.state, ...part };
    keep();
    this.show();
    showTotal();
  }

  get flags() {
    return Object.keys(this.state.flags).map(Number).sort((a, b) => a - b);
  }

  get score() {
    return score(this.flags, this.defects);
  }

  prepare(item, place) {
    const number = item.querySelector(".no");
    const button = make("button", "no");
    button.type = "button";
    button.textContent = number.textContent;
    button.id = `n${this.number}-${place + 1}`;
    button.tabIndex = place ? -1 : 0;
    button.setAttribute("aria-pressed", "false");
    item.querySelector("code").id = `c${this.number}-${place + 1}`;
    button.setAttribute("aria-labelledby", `${button.id} c${this.number}-${place + 1}`);
    button.setAttribute("aria-describedby", `how${this.number}`);
    number.replaceWith(button);
    make("span", "mark", item);
    const note = make("label", "why", item);
    note.hidden = true;
    say(make("span", "", note), "why");
    const input = make("input", "", note);
    input.type = "text";
    input.maxLength = 200;
    input.autocomplete = "off";
    input.addEventListener("input", () => {
      kept.blocks[this.number] = this.state;
      kept.blocks[this.number].flags[place + 1] = input.value;
      keep();
      this.showReport();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // else it would press the button that it goes to
      button.focus();
    });
    item.addEventListener("click", (event) => {
      if (event.target.closest(".why, .card") || String(getSelection())) return;
      this.move(place);
      this.toggle(place + 1);
    });
    button.addEventListener("keydown", (event) => {
      const last = this.items.length - 1;
      const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: last }[event.key];
      if (to === undefined || to < 0 || to > last) return;
      event.preventDefault();
      this.move(to).focus();
    });
  }

  move(place) {
    this.items.forEach((item, each) => {
      item.querySelector("button.no").tabIndex = each === place ? 0 : -1;
    });
    return this.items[place].querySelector("button.no");
  }

  toggle(line) {
    const { flags, checked } = this.state;
    if (checked) return;
    const changed = { ...flags };
    if (line in changed) delete changed[line];
    else changed[line] = "";
    this.change({ flags: changed });
  }

  // The next plainer hint about the first defect that is not flagged.
  hint() {
    const { hints } = this.state;
    const flags = this.flags;
    const found = new Set(
      this.defects.filter((d) => d.lines.some((line) => flags.includes(line))).map((d) => d.id),
    );
    const next = this.hints.findIndex(
      (hint, place) => !hints.includes(place) && !found.has(hint.dataset.of),
    );
    if (next >= 0) this.change({ hints: [...hints, next] });
    const none = this.find(".no-hint");
    none.hidden = next >= 0;
    if (next < 0) say(none, "no_hint");
  }

  check() {
    this.change({ checked: true });
    this.find(".result").focus({ preventScroll: true });
    this.section.querySelector(".review").scrollIntoView();
  }

  again() {
    delete kept.blocks[this.number];
    this.find(".no-hint").hidden = true;
    this.change({});
    this.move(0).focus();
  }

  show() {
    const { flags, hints, checked } = this.state;
    this.section.classList.toggle("checked", checked);
    this.items.forEach((item, place) => {
      const flagged = place + 1 in flags;
      item.classList.toggle("flagged", flagged);
      item.querySelector("button.no").setAttribute("aria-pressed", String(flagged));
      const note = item.querySelector(".why");
      const input = note.querySelector("input");
      note.hidden = !flagged || (checked && !flags[place + 1]);
      input.readOnly = checked;
      if (input !== document.activeElement) input.value = flags[place + 1] || "";
      this.mark(item, "");
    });
    this.find(".do-check").hidden = checked;
    this.find(".do-hint").hidden = checked;
    this.find(".do-again").hidden = !checked;
    say(this.find(".count"), "flagged", { n: this.flags.length });
    this.find(".count").hidden = checked || !this.flags.length;
    this.hints.forEach((hint, place) => hint.classList.toggle("given", hints.includes(place)));
    const list = this.find(".hints ol"); // in the order in which they were given
    for (const place of hints) list.append(this.hints[place]);
    this.find(".hints").hidden = checked || !hints.length;
    this.place(checked);
    this.showResult(checked);
    this.showReport();
    this.showStatus();
  }

  mark(item, kind) {
    const mark = item.querySelector(".mark");
    for (const each of ["hit", "missed", "false_alarm"]) item.classList.toggle(each, each === kind);
    if (kind) say(mark, kind);
    else mark.replaceChildren();
  }

  // Puts each card under the line that hit it, else under the one that would have.
  place(checked) {
    const answers = this.find(".answers");
    answers.hidden = !checked || this.defects.length > 0;
    if (!checked) {
      for (const { card } of this.defects) answers.append(card);
      return;
    }
    const flags = this.flags;
    for (const line of flags) {
      const right = this.defects.some((defect) => defect.lines.includes(line));
      this.mark(this.items[line - 1], right ? "hit" : "false_alarm");
    }
    for (const defect of this.defects) {
      const hits = defect.lines.filter((line) => flags.includes(line));
      const item = this.items[(hits.includes(defect.at) ? defect.at : hits[0] || defect.at) - 1];
      if (!hits.length && !flags.includes(defect.at)) this.mark(item, "missed");
      defect.card.classList.toggle("was-hit", hits.length > 0);
      const summary = defect.card.querySelector("summary");
      const verdict = summary.querySelector(".verdict") || make("small", "verdict");
      say(verdict, hits.length ? "hit" : "missed");
      summary.prepend(verdict);
      item.append(defect.card);
    }
    answers.open = true;
  }

  showResult(checked) {
    const place = this.find(".result");
    place.replaceChildren();
    if (!checked) return;
    const { of, hit, flagged, right } = this.score;
    const sentence = make("p", "verdict", place);
    if (!of) say(sentence, flagged ? "clean_wrong" : "clean_right", { flagged });
    else {
      say(sentence, "block", { of, hit, flagged, right });
      const recall = percent(hit, of);
      say(make("p", "rates", place), "rates", { recall, precision: percent(right, flagged) });
    }
  }

  // As lines FILE:LINE: TEXT. What was typed stands in quotes and without signs by which a
  // linter's code or the name of a defect is known: only the line counts.
  get report() {
    return this.flags
      .map((line) => {
        const why = String(this.state.flags[line] || "").replace(/[\[\]()/\s]+/g, " ").trim();
        return `${this.file}:${line}: flagged${why ? `: ${why}` : ""}\n`;
      })
      .join("");
  }

  showReport() {
    this.find(".report").hidden = !this.state.checked;
    this.find(".report textarea").value = this.report;
  }

  showStatus() {
    const { of, hit } = this.score;
    const checked = this.state.checked;
    const begun = this.flags.length || this.state.hints.length;
    for (const place of document.querySelectorAll(`[data-status="${this.number}"]`)) {
      if (!checked) say(place, begun ? "status_draft" : "status_open");
      else if (of) say(place, "status_score", { of, hit });
      else say(place, "status_clean");
      place.className = `status js ${checked ? "done" : begun ? "begun" : "open"}`;
    }
  }
}

const reviews = [...document.querySelectorAll("section.block")].map((each) => new Review(each));

// -- all blocks --------------------------------------------------------------------

function showTotal() {
  const checked = reviews.filter((review) => review.state.checked);
  const place = byId("total");
  if (!checked.length) {
    say(place, "nothing_yet");
    return;
  }
  const { of, hit, flagged, right } = sum(checked.map((review) => review.score));
  const blocks = reviews.length;
  place.replaceChildren();
  say(make("span", "", place), "total", { of, hit, checked: checked.length, blocks });
  place.append(" ");
  const rates = { recall: percent(hit, of), precision: percent(right, flagged) };
  say(make("b", "rates", place), "rates", rates);
}

function ask(sure) {
  byId("sure").hidden = !sure;
  byId("reset").hidden = sure;
  byId(sure ? "no" : "reset").focus();
}

byId("reset").addEventListener("click", () => ask(true));
byId("no").addEventListener("click", () => ask(false));
byId("yes").addEventListener("click", () => {
  kept.blocks = {};
  keep();
  for (const review of reviews) review.show();
  showTotal();
  ask(false);
});
showTotal();

// -- who catches what --------------------------------------------------------------

function filter() {
  const [kind, tool, seen] = ["by-kind", "by-tool", "by-seen"].map((id) => byId(id).value);
  const rows = [...document.querySelectorAll(".matrix tbody tr")];
  for (const row of rows) {
    const cells = [...row.querySelectorAll("td")].slice(1, -1);
    const asked = tool === "" ? cells : [cells[Number(tool)]];
    const caught = asked.some((cell) => !cell.classList.contains("m0"));
    const fits = seen === "" || (seen === "caught") === caught;
    row.hidden = !fits || (kind !== "" && row.dataset.kind !== kind);
  }
  for (const row of document.querySelectorAll(".matrix tr")) {
    [...row.children].slice(2, -1).forEach((cell, place) => {
      cell.hidden = tool !== "" && place !== Number(tool);
    });
  }
  const shown = rows.filter((row) => !row.hidden).length;
  say(byId("shown"), "rows", { shown, of: rows.length });
}

for (const id of ["by-kind", "by-tool", "by-seen"]) byId(id).addEventListener("change", filter);
filter();

// -- language, colours, the way to the page ------------------------------------------

function showLanguage() {
  const language = document.querySelector("[name=language]:checked").value;
  document.documentElement.lang = language;
  document.title = words[language].title;
  for (const option of document.querySelectorAll("option[data-say]")) {
    option.textContent = words[language][option.dataset.say];
  }
  return language;
}

for (const input of document.querySelectorAll("[name=language]")) {
  input.addEventListener("change", () => {
    kept.language = showLanguage();
    keep();
  });
}
for (const input of document.querySelectorAll("[name=theme]")) {
  input.addEventListener("change", () => {
    kept.theme = input.value;
    keep();
  });
}
showLanguage();

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
  byId("main").scrollIntoView();
});

function showPlace() {
  const section = location.hash.length > 1 && byId(location.hash.slice(1));
  const shown = (section && section.closest("main > section")) || byId("start");
  for (const link of document.querySelectorAll(".contents a")) {
    if (link.hash === `#${shown.id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

addEventListener("hashchange", showPlace);
showPlace();
