"use strict";
// What the page does beyond being read: voices with their words lit, clips, filters, copying.
// Without it everything is still there to read, and the films play.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const pieces = JSON.parse(one("#pieces").textContent);

// Voices. One sound for all of them; while it plays, and only then, each frame looks for the word.
const sound = new Audio();
sound.preload = "none";
let playing = null; // the line whose voice is in `sound`
let lit = null; // the one word that is lit, of whichever line

function cut(line) {
  // The text becomes a span per spoken word, once, when it is first needed.
  const text = one(".text", line);
  const known = pieces[line.dataset.line];
  if (known && !text.dataset.cut) {
    text.dataset.cut = "1";
    text.replaceChildren(...known.map(([words, start, end]) => {
      if (start === null) return document.createTextNode(words);
      const span = document.createElement("span");
      span.className = "w";
      span.textContent = words;
      span.dataset.start = start;
      span.dataset.end = end;
      return span;
    }));
  }
  return all(".w", text);
}

function show(line, seconds) {
  const range = one("input[type=range]", line);
  const whole = Number(range.max);
  range.value = seconds;
  range.setAttribute("aria-valuetext", `${seconds.toFixed(1)} of ${whole.toFixed(1)} seconds`);
  one(".time", line).textContent = (seconds > 0 ? seconds : whole).toFixed(1);
}

function light(line, seconds) {
  const now = seconds * 1000;
  let spoken = null;
  for (const word of cut(line)) {
    if (Number(word.dataset.start) > now) break;
    spoken = word; // a word stays lit through the pause behind it, the last until its end
  }
  shine(spoken);
}

function shine(word) {
  if (word === lit) return;
  lit?.classList.remove("on");
  word?.classList.add("on");
  lit = word;
}

function rest(line) {
  line.classList.remove("playing");
  one(".play use", line).setAttribute("href", "#i-play");
  one(".play", line).setAttribute("aria-pressed", "false");
  shine(null);
}

function frame() {
  if (!playing || sound.paused) return;
  show(playing, sound.currentTime);
  light(playing, sound.currentTime);
  requestAnimationFrame(frame);
}

async function play(line, from = null) {
  if (playing && playing !== line) {
    rest(playing);
    show(playing, 0);
  }
  if (playing !== line) {
    playing = line;
    sound.src = one(".player", line).dataset.voice;
    if (from === null) from = Number(one("input[type=range]", line).value);
  }
  const whole = Number(one("input[type=range]", line).max);
  if (from !== null) sound.currentTime = from < whole - 0.05 ? from : 0;
  line.classList.add("playing");
  one(".play use", line).setAttribute("href", "#i-pause");
  one(".play", line).setAttribute("aria-pressed", "true");
  try {
    await sound.play();
    requestAnimationFrame(frame);
  } catch (error) {
    if (error.name === "AbortError") return; // another one was played meanwhile
    rest(line);
    say("This voice cannot be played");
  }
}

function following(line) {
  const lines = all(`.line[data-track="${CSS.escape(line.dataset.track)}"]`);
  return lines.slice(lines.indexOf(line) + 1)
    .find((next) => one(".player", next) && next.offsetParent !== null);
}

sound.addEventListener("ended", () => {
  const line = playing;
  rest(line);
  show(line, 0);
  playing = null;
  const next = one("[name=onward]").checked && following(line);
  if (next) {
    next.scrollIntoView({ block: "center" });
    play(next, 0);
  }
});

// Clips: a scene in its film, or by itself where the film is not of now.
const theatre = one("#theatre");
const screen = one("video", theatre);

function watch(button) {
  if (playing) sound.pause(), rest(playing);
  screen.src = button.dataset.clip;
  theatre.showModal();
  screen.play().catch(() => {});
}

theatre.addEventListener("close", () => {
  screen.pause();
  screen.removeAttribute("src");
  screen.load();
});
theatre.addEventListener("click", (event) => event.target === theatre && theatre.close());

// Copying, and saying so.
let hush = 0;

function say(words) {
  const toast = one("#toast");
  toast.textContent = words;
  toast.classList.add("shown");
  clearTimeout(hush);
  hush = setTimeout(() => toast.classList.remove("shown"), 3500);
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    // Where the browser keeps the clipboard from pages on disk, the older way.
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus();
    if (!done) return say("The browser does not let this page copy");
  }
  say(button.dataset.said);
}

// Filters.
const filters = one("#filters");
const scenes = all(".scene");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let texts = null; // what is searched, read once

function shows(list, track) {
  // Marks and changes name their track, * what all tracks share.
  const names = list.split(" ").filter(Boolean);
  return track ? names.includes(track) || names.includes("*") : names.length > 0;
}

function filter() {
  const track = filters.elements.track.value;
  const { marked, changed, search } = filters.elements;
  const wanted = plain(search.value.trim());
  document.body.classList.toggle("one", Boolean(track) || all("[name=track]").length === 1);
  for (const part of all("[data-track]")) part.hidden = track !== "" && part.dataset.track !== track;
  for (const item of all("[data-of]")) {
    item.hidden = track !== "" && item.dataset.of !== "" && item.dataset.of !== track;
  }
  if (wanted && !texts) {
    texts = new Map(scenes.map((scene) => [
      scene,
      [["", one(".prompt", scene)], ...all(".line", scene).map((line) => [line.dataset.track, one(".text", line)])]
        .map(([of, element]) => [of, plain(element.textContent)]),
    ]));
  }
  let count = 0;
  for (const scene of scenes) {
    const fits = (!marked.checked || shows(scene.dataset.marks, track))
      && (!changed.checked || shows(scene.dataset.changes, track))
      && (!wanted || texts.get(scene).some(([of, text]) => (!track || !of || of === track) && text.includes(wanted)));
    scene.hidden = !fits;
    count += fits;
  }
  one("#nothing").hidden = count > 0;
  one("#count").textContent = count < scenes.length ? `${count} of ${scenes.length} scenes` : "";
  if (playing && playing.offsetParent === null) sound.pause(), rest(playing);
}

filters.addEventListener("input", filter);
filters.addEventListener("submit", (event) => event.preventDefault());
one("#clear").addEventListener("click", () => {
  filters.reset();
  filter();
  one("#scenes").focus();
});

// One listener for all scenes.
one("#list").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const line = event.target.closest(".line");
  if (button?.classList.contains("play")) {
    if (playing === line && !sound.paused) sound.pause(), rest(line);
    else play(line);
  } else if (button?.classList.contains("clip")) watch(button);
  else if (button?.classList.contains("copy")) copy(button);
  else if (line && event.target.closest(".text") && String(getSelection()) === "") {
    // A click on a word plays from there.
    const words = cut(line);
    const hit = words.includes(event.target)
      ? event.target
      : document.elementFromPoint(event.clientX, event.clientY); // it was not yet cut into words
    if (words.includes(hit) && one(".player", line)) play(line, Number(hit.dataset.start) / 1000);
  }
});
one("#list").addEventListener("input", (event) => {
  const line = event.target.closest(".line");
  if (event.target.type !== "range") return;
  const seconds = Number(event.target.value);
  if (playing === line) sound.currentTime = seconds;
  show(line, seconds);
  if (playing === line || sound.paused) light(line, seconds); // not beside a voice that plays
});
filter();
