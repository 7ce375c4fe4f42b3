// Uses the playground in a headless browser, and fails if it does not do what its users expect:
// `node playground.mjs BROWSER FOLDER [SCREENSHOTS]`.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';

const [browserPath, folder, screenshots] = process.argv.slice(2);
const MEDIA_TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.wasm': 'application/wasm' };
// Until the generator has answered, in milliseconds; other programs may use the processor, too.
const PATIENCE = 120_000;

let missing = '';
let report = '';
const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, 'http://localhost').pathname);
  try {
    assert.notEqual(path, missing);
    const name = path === '/' ? '/index.html' : path;
    const body = name === '/report.html' ? report : readFileSync(join(folder, name));
    response.writeHead(200, { 'content-type': MEDIA_TYPES[extname(name)] ?? 'text/plain' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const home = `http://127.0.0.1:${server.address().port}/`;

// The browser reads commands of the DevTools protocol from file descriptor 3, and writes results and events to 4.
const profile = mkdtempSync(join(tmpdir(), 'playground-'));
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
const browser = spawn(browserPath, [...flags, '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
});
const pending = new Map();
const requestedUrls = [];
const exceptions = [];
let unread = '';
let lastId = 0;
browser.stdio[4].setEncoding('utf8').on('data', (chunk) => {
  const messages = (unread + chunk).split('\0');
  unread = messages.pop();
  for (const { id, method, params, result, error } of messages.map((message) => JSON.parse(message))) {
    if (id) error ? pending.get(id).reject(new Error(error.message)) : pending.get(id).resolve(result);
    if (method === 'Network.requestWillBeSent') requestedUrls.push(params.request.url);
    if (method === 'Runtime.exceptionThrown') exceptions.push(params.exceptionDetails.exception?.description);
  }
});
function send(method, params = {}, sessionId) {
  lastId += 1;
  browser.stdio[3].write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
  return new Promise((resolve, reject) => pending.set(lastId, { resolve, reject }));
}

const { targetInfos } = await send('Target.getTargets');
const { targetId } = targetInfos.find(({ type }) => type === 'page');
const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
const page = (method, params) => send(method, params, sessionId);
async function evaluate(expression) {
  const { result, exceptionDetails } = await page('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
  assert.equal(exceptionDetails, undefined, expression);
  return result.value;
}
async function wait(expression) {
  const end = Date.now() + PATIENCE;
  while (!(await evaluate(expression))) {
    assert(Date.now() < end, `not true: ${expression}; the status is: ${await evaluate(STATUS)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
async function press(key, code, text) {
  await page('Input.dispatchKeyEvent', { type: 'keyDown', key, code: key, windowsVirtualKeyCode: code, text });
  await page('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, windowsVirtualKeyCode: code });
}
async function setSize(width, height, scheme = 'light') {
  await page('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
  await page('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
}
async function keepPicture(name) {
  if (!screenshots) return;
  for (const width of [390, 1280]) {
    for (const scheme of ['light', 'dark']) {
      await setSize(width, 900, scheme);
      // A frame outside of the window is not drawn.
      await setSize(width, Math.max(900, await evaluate('document.documentElement.scrollHeight')), scheme);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const { data } = await page('Page.captureScreenshot');
      writeFileSync(join(screenshots, `playground-${name}-${width}-${scheme}.png`), Buffer.from(data, 'base64'));
    }
  }
  await setSize(1280, 900);
}
const STATUS = `document.getElementById('status')?.value`;
const runAgain = () => evaluate(`document.getElementById('input').requestSubmit()`);
const write = (id, text) => evaluate(`document.getElementById('${id}').value = ${JSON.stringify(text)}`);
const isShown = (id) => evaluate(`document.getElementById('${id}').checkVisibility()`);
const textOf = (selector) => evaluate(`document.querySelector('${selector}').textContent`);
const frameOf = (id) => evaluate(`document.querySelector('#${id} iframe').srcdoc`);
async function choose(id, value) {
  await evaluate(`(() => {
    const choice = document.getElementById('${id}');
    choice.value = '${value}';
    choice.dispatchEvent(new Event('change'));
  })()`);
}

try {
  for (const domain of ['Page', 'Runtime', 'Network']) await page(`${domain}.enable`);
  await setSize(1280, 900);
  await page('Page.navigate', { url: home });
  await wait(`document.readyState === 'complete' && ${STATUS} === 'Ready.'`);
  await wait(`document.getElementById('old').value.startsWith('openapi:')`);
  await keepPicture('start');

  // By keyboard: from the first element to the button, and Enter.
  await evaluate(`document.body.focus()`);
  for (let presses = 0; (await evaluate(`document.activeElement.id`)) !== 'run'; presses += 1) {
    assert(presses < 15, 'the button is not reached by the Tab key');
    await press('Tab', 9);
  }
  await press('Enter', 13, '\r');
  await wait(`/ files with [0-9,]+ lines in /.test(${STATUS})`);
  assert.equal(await evaluate(`document.activeElement.id`), 'run', 'the focus moved');
  await evaluate(`document.getElementById('to-result').click()`);
  assert.equal(await evaluate(`location.hash`), '#client');
  assert((await frameOf('client')).includes('client.pets().list('), 'the page shows no method');
  assert((await frameOf('client')).includes('<base href="about:srcdoc">'), 'links of the page lead out of the frame');
  assert.match(await textOf('#text'), /pub fn /, 'no file of a resource is shown');
  assert(!(await isShown('warnings')) && !(await isShown('error')));
  await keepPicture('client');

  const archive = await evaluate(`new Promise((resolve) => {
    URL.createObjectURL = (blob) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(',')[1]);
      reader.readAsDataURL(blob);
      return '#';
    };
    document.getElementById('download').click();
  })`);
  writeFileSync(join(profile, 'client.tar'), Buffer.from(archive, 'base64'));
  const names = execFileSync('tar', ['-tf', join(profile, 'client.tar')], { encoding: 'utf8' }).trim().split('\n');
  assert.deepEqual(names, await evaluate(`[...document.getElementById('file').options].map(({ text }) => 'pets/' + text)`));

  await choose('old-example', 'examples/mistakes.yaml');
  await wait(`document.getElementById('old').value.includes('integr ')`);
  await runAgain();
  await wait(`document.getElementById('warnings').checkVisibility()`);
  assert.match(await textOf('#warnings pre'), /openapi\.yaml:\d+:\d+[^]*\^/);
  await keepPicture('warnings');

  await write('old', 'openapi: 3.1.0\npaths: [');
  await runAgain();
  await wait(`document.getElementById('error').checkVisibility()`);
  assert.match(await textOf('#error pre'), /openapi\.yaml:\d+:\d+/);
  assert(!(await isShown('client')), 'an earlier result is still shown');

  await choose('old-example', 'examples/pets.yaml');
  await wait(`document.getElementById('old').value.includes('/pets/{pet_id}')`);
  await evaluate(`document.querySelector('[value=compare]').click()`);
  await runAgain();
  await wait(`document.getElementById('report').checkVisibility()`);
  assert((await frameOf('report')).includes('/pets/{pet_id}'), 'the report has no finding');
  assert.match(await evaluate(STATUS), /^\d+ breaking/);
  report = await frameOf('report');
  await keepPicture('difference');

  for (const width of [390, 1280]) {
    await setSize(width, 844);
    assert((await evaluate(`document.documentElement.scrollWidth`)) <= width, `wider than ${width} pixels`);
  }
  const { nodes } = await page('Accessibility.getFullAXTree');
  for (const { ignored, role, name, nodeId } of nodes) {
    const isControl = ['button', 'textbox', 'combobox', 'radio', 'Iframe'].includes(role?.value);
    assert(ignored || !isControl || name?.value, `a ${role?.value} without a name: ${nodeId}`);
  }

  // The report as a page of its own: each option of a filter shows as many findings as it says.
  await page('Page.navigate', { url: `${home}report.html` });
  await wait(`document.readyState === 'complete' && document.querySelector('.filters')?.checkVisibility() === true`);
  const filter = (name, value) =>
    evaluate(`(() => {
      const form = document.querySelector('.filters form');
      form.reset();
      form.elements['${name}'].value = '${value}';
      form.dispatchEvent(new Event('input'));
      return form.querySelector('output').value;
    })()`);
  const isChangeShown = (path) => evaluate(`[...document.querySelectorAll('article')].some((article) =>
    article.checkVisibility() && article.parentElement.textContent.includes('${path}'))`);
  const options = await evaluate(`[...document.querySelectorAll('.filters option[value]')]
    .map(({ parentElement, value, text }) => ({ name: parentElement.closest('select').name, value, text }))`);
  const counted = options.filter(({ text }) => /\(\d+\)$/.test(text));
  assert(counted.length > 4, 'the filters have no options with counts');
  for (const { name, value, text } of counted) {
    const count = text.match(/\((\d+)\)$/)[1];
    assert((await filter(name, value)).startsWith(`${count} of `), `${text} shows another number of findings`);
  }
  assert.match(await filter('words', 'no finding has this'), /^0 of /);
  assert(!(await isChangeShown('/pets/{pet_id}')));
  await evaluate(`location.hash = document.querySelector('article').id`);
  await wait(`document.querySelector('article').checkVisibility()`);
  assert(await isChangeShown('/pets/{pet_id}'));

  missing = '/generator_bg.wasm.xz';
  await page('Page.navigate', { url: home });
  await wait(`document.readyState === 'complete' && ${STATUS}.startsWith('The generator cannot be loaded')`);
  assert(await evaluate(`document.getElementById('run').disabled`));

  assert.deepEqual(requestedUrls.filter((url) => !url.startsWith(home) && !/^(about|blob|data):/.test(url)), []);
  assert.deepEqual(exceptions, []);
  console.log('the playground generates, compares, warns and packs in a browser');
} finally {
  browser.kill();
  await once(browser, 'exit');
  server.close();
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  } catch (error) {
    // Other processes of the browser may still write to its folder.
    console.log(`${profile} is left: ${error.message}`);
  }
}
