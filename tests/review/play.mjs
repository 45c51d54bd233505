// Opens a film in a browser, seeks to times in it, plays it to its end, and prints what was seen as JSON.
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const [browser, film, times] = process.argv.slice(2);
const chrome = await chromium.launch({
  executablePath: browser,
  args: ["--no-sandbox", "--mute-audio"],
});
const page = await chrome.newPage();
page.setDefaultTimeout(60000);
// A page with an address of its own may read what its canvas shows; nothing is asked of a network.
await page.route("**/*", (route) => route.fulfill({
  contentType: "text/html",
  body: "<!doctype html><video muted></video>",
}));
await page.goto("http://film.invalid/");
const content = (await readFile(film)).toString("base64");
const found = await page.evaluate(async ([content, times]) => {
  const video = document.querySelector("video");
  const happens = (what) => new Promise((done, fail) => {
    video.addEventListener(what, done, { once: true });
    video.addEventListener("error", () => fail(new Error(video.error.message)), { once: true });
  });
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  await happens("loadeddata");
  const [width, height] = [video.videoWidth, video.videoHeight];
  const canvas = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  // The mean colour of the frame's left upper quarter, and of its lower half.
  const mean = (...place) => {
    const { data } = canvas.getImageData(...place);
    return [0, 1, 2].map((channel) => {
      let sum = 0;
      for (let at = channel; at < data.length; at += 4) sum += data[at];
      return (4 * sum) / data.length;
    });
  };
  const seen = [];
  for (const time of times) {
    video.currentTime = time;
    await happens("seeked");
    canvas.drawImage(video, 0, 0);
    seen.push([mean(0, 0, width / 2, height / 2), mean(0, height / 2, width, height / 2)]);
  }
  video.currentTime = 0;
  await happens("seeked");
  video.playbackRate = 4;
  const ended = happens("ended");
  await video.play();
  await ended;
  return { seen, size: [width, height], seconds: video.duration, ended: video.currentTime };
}, [content, JSON.parse(times)]);
console.log(JSON.stringify(found));
await chrome.close();
