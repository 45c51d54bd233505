// Uses a review page as a person does, and prints what was found as JSON.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [browser, page_, many_, apart_, index_, shots] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const chrome = await chromium.launch({
  executablePath: browser,
  args: ["--no-sandbox", "--mute-audio"],
});
const said = []; // whatever the console says is a mistake
const asked = []; // and so is any address off the disk

async function open(address, options = {}, before = () => {}) {
  const context = await chrome.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120000);
  await page.addInitScript(before);
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || asked.push(request.url()));
  await page.goto(address);
  return page;
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run());
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
}

// Waits for the word to be lit; tells what the page was doing if it never is.
async function lit(word) {
  try {
    await page.waitForFunction((text) => document.querySelector(".on")?.textContent === text, word);
  } catch (error) {
    const state = await page.evaluate(() => ({
      lit: document.querySelector(".on")?.textContent,
      playing: playing?.dataset.line,
      at: sound.currentTime,
      paused: sound.paused,
      error: sound.error?.message,
      toast: document.querySelector("#toast")?.textContent,
    }));
    throw new Error(`"${word}" was not lit: ${JSON.stringify(state)}`, { cause: error });
  }
}

const result = {};
const page = await open(page_);
const line = (name) => page.locator(`[data-line="${name}"]`);
result.broken = await page.evaluate(() => typeof broken !== "undefined");

// The slider of a voice that does not play shows the word there.
await line("1-en").locator("input").evaluate((range) => {
  range.value = 7;
  range.dispatchEvent(new Event("input", { bubbles: true }));
});
await lit("tres.");
// A voice plays and its words light up, one after the other; another one takes its place. Slowly:
// a starved machine may give the page no frame, or this script no turn, for some seconds.
await page.evaluate(() => { sound.defaultPlaybackRate = 0.2; });
await line("1-es").locator(".play").click();
await lit("dos,");
result.lit = await page.locator(".on").count();
result.position = Number(await line("1-es").locator("input").inputValue());
await line("2-en").locator(".play").click();
await page.waitForSelector('[data-line="2-en"].playing .on');
result.playing = await page.locator(".playing").count();
// Seeking by keyboard, and by a click on a word.
await line("2-en").locator("input").focus();
await page.keyboard.press("End");
await page.waitForFunction(() => !document.querySelector(".playing"));
await line("1-es").locator(".text").evaluate((text) => text.scrollIntoView({ block: "center" }));
await line("1-es").locator(".w", { hasText: "tres." }).click();
await lit("tres.");
result.sought = Number(await line("1-es").locator("input").inputValue());
await line("1-es").locator(".play").click();
result.paused = await line("1-es").locator(".play").getAttribute("aria-pressed");

// A film plays with its captions.
result.caption = await page.evaluate(async () => {
  const video = document.querySelector(".film video");
  video.muted = true;
  await video.play();
  const track = video.textTracks[0];
  while (!track.activeCues?.length) await new Promise((done) => setTimeout(done, 50));
  video.pause();
  return [track.mode, track.activeCues[0].getCueAsHTML().textContent, video.videoWidth];
});
// A clip is its scene in the film.
await line("2-es").locator(".clip").click();
await page.waitForFunction(() => document.querySelector("#theatre video").currentTime > 0);
result.clip = await page.evaluate(() => document.querySelector("#theatre video").currentTime);
await page.keyboard.press("Escape");
result.theatre = await page.locator("#theatre").evaluate((dialog) => dialog.open);

// Copying.
await line("2-es").locator(".copy").click();
result.copied = [await page.evaluate(() => navigator.clipboard.readText()), await page.locator("#toast").textContent()];
await page.locator("#s2 > header .copy").click();
result.copied.push(await page.evaluate(() => navigator.clipboard.readText()));

// Filters.
const shown = async () => [
  await page.locator(".scene:visible").evaluateAll((scenes) => scenes.map((scene) => scene.id)),
  await page.locator(".scene:visible .line:visible").count(),
];
result.filters = { all: await shown() };
const press = async (what) => { // by keyboard
  await page.locator(`#filters ${what}`).focus();
  await page.keyboard.press("Space");
};
await press("[value=en]");
result.filters.en = await shown();
await press("[name=marked]");
result.filters.marked_en = await shown();
await press('[value=""]');
result.filters.marked = await shown();
await press("[name=marked]");
await press("[name=changed]");
result.filters.changed = await shown();
await press("[name=changed]");
await page.locator("[name=search]").fill("OCÉANO");
result.filters.search = await shown();
await page.locator("[name=search]").fill("nowhere");
result.filters.none = await shown();
await page.locator("#clear").click();
result.filters.cleared = await shown();

// Read by machines, in light and dark, on a phone and on a wide screen.
result.axe = await violations(page);
for (const [name, options] of Object.entries({
  dark: { colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  wide: { viewport: { width: 1920, height: 1080 } },
})) {
  const other = await open(page_, options);
  result.axe.push(...(await violations(other)));
  if (shots) await other.screenshot({ path: `${shots}/${name}.png` });
  result[name] = await other.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  await other.context().close();
}

// A hundred scenes: what is out of sight is not loaded, and nothing runs while nothing plays.
const many = await open(many_, {}, () => {
  window.frames_ = 0;
  const own = requestAnimationFrame;
  window.requestAnimationFrame = (what) => (window.frames_++, own(what));
});
await many.waitForTimeout(500);
result.many = await many.evaluate(() => ({
  scenes: document.querySelectorAll(".scene").length,
  loaded: [...document.images].filter((image) => image.complete && image.naturalWidth).length,
  media: performance.getEntriesByType("resource").filter((entry) => /mp3|mp4/.test(entry.name)).length,
  frames: window.frames_,
}));
// How long the page computes while it is searched and scrolled: of its own thread's time, which a
// busy machine does not make longer.
const inspector = await many.context().newCDPSession(many);
await inspector.send("Performance.enable", { timeDomain: "threadTicks" });
const computed = async () => (await inspector.send("Performance.getMetrics")).metrics
  .find((one) => one.name === "TaskDuration").value;
const before = await computed();
await many.locator("[name=search]").fill("sea 77");
result.many.found = await many.locator(".scene:visible").count();
await many.locator("[name=search]").fill("");
await many.locator("#s100").scrollIntoViewIfNeeded();
await many.waitForFunction(() => document.querySelector("#s100 img").naturalWidth > 0);
result.many.seconds = (await computed()) - before;
result.axe.push(...(await violations(many)));

// Copied away from what it was made of, a page shows and plays what it did.
const apart = await open(apart_);
await apart.locator(".scene img").scrollIntoViewIfNeeded();
await apart.waitForFunction(() => document.querySelector(".scene img").naturalWidth > 0);
await apart.locator(".clip").first().click();
await apart.waitForFunction(() => document.querySelector("#theatre video").currentTime > 0.2);
result.apart = await apart.evaluate(() => {
  const screen = document.querySelector("#theatre video");
  return [screen.getAttribute("src"), screen.videoWidth, screen.error];
});

// The index.
const index = await open(index_);
result.axe.push(...(await violations(index)));
if (shots) await index.screenshot({ path: `${shots}/index.png` });
result.index = await index.evaluate(() => [...document.images].map((image) => image.naturalWidth > 0));
await index.locator("a").first().click();
await index.waitForURL(page_);

result.said = said;
result.asked = asked;
console.log(JSON.stringify(result));
await chrome.close();
