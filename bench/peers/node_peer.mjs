// Runs one Node peer over a text, a paragraph a line, and prints what it took. Started by bench/speed.py.
// Usage: node node_peer.mjs NAME FILE CHARACTERS RUNS FOLDER (that holds node_modules)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [name, file, characters, runs, folder] = process.argv.slice(2);
const require = createRequire(folder + "/");
const load = (module) => import(pathToFileURL(require.resolve(module)).href);

async function zhlint(spacing) {
  const { run } = await load("zhlint");
  const rules = { preset: "default" };
  // Its rules on blanks cannot be switched off one and all; their messages name the blank.
  return async (text) => run(text, { rules }).validations.filter((v) => spacing || !v.message.includes("空格")).length;
}

async function textlint() {
  const { createLinter } = await load("textlint");
  const { TextlintKernelDescriptor } = await load("@textlint/kernel");
  const preset = (await load("textlint-rule-preset-zh-technical-writing")).default;
  const plugin = (await load("@textlint/textlint-plugin-text")).default;
  const rules = Object.entries(preset.rules).map(([ruleId, rule]) => ({
    ruleId, rule, options: preset.rulesConfig?.[ruleId] ?? true,
  }));
  const descriptor = new TextlintKernelDescriptor({
    rules, plugins: [{ pluginId: "text", plugin: plugin.default ?? plugin }], filterRules: [],
  });
  const linter = createLinter({ descriptor });
  return async (text) => (await linter.lintText(text, "text.txt")).messages.length;
}

const find = name === "textlint" ? await textlint() : await zhlint(name === "zhlint");
await find("各部门,要按照统一布署抓好落实");
console.log(JSON.stringify({ first: true }));
const lines = readFileSync(file, "utf-8").slice(0, Number(characters)).split("\n");
const seconds = [];
const cpu = [];
let findings = 0;
for (let i = 0; i < Number(runs); i++) {
  const started = performance.now();
  const busy = process.cpuUsage();
  findings = 0;
  for (const line of lines) findings += await find(line);
  seconds.push((performance.now() - started) / 1000);
  const used = process.cpuUsage(busy);
  cpu.push((used.user + used.system) / 1e6);
}
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
const size = lines.reduce((sum, line) => sum + line.length, 0);
console.log(JSON.stringify({ characters: size, seconds, cpu, findings, peak }));
