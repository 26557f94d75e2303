// axe-core over every page of a folder, by day and by night, wide and narrow; exit code 1 where anything is violated.
// Needs: npm install axe-core puppeteer-core, and a Chromium (CHROMIUM=/path, else /usr/bin/chromium).
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "x.js"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const folder = process.argv[2];

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage();
let pages = 0;
let violations = 0;
for (const name of readdirSync(folder).filter((each) => each.endsWith(".html")).sort()) {
  const html = readFileSync(join(folder, name), "utf8");
  for (const [scheme, width] of [["light", 1280], ["dark", 375]]) {
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.setContent(html);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) found.violations.push({ id: `wider than ${width} px by ${overflow}`, nodes: [] });
    for (const one of found.violations) {
      console.log(`${name} ${scheme} ${width}: ${one.id} (${one.nodes.length}) ${one.nodes[0]?.html?.slice(0, 120) ?? ""}`);
    }
    violations += found.violations.length;
    pages += 1;
  }
}
await browser.close();
console.log(`${pages} pages, ${violations} violations`);
process.exit(violations ? 1 : 0);
