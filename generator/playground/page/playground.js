// The page of the playground: reads the form, and shows what the generator answers in a worker.
const EXAMPLES = {
  'examples/pets.yaml': 'Pets',
  'examples/pets-2.yaml': 'Pets, the next version',
  'examples/cloudflare-ai-controls.yaml': 'Cloudflare AI Controls',
  'examples/mistakes.yaml': 'Pets with mistakes',
};
const element = (id) => document.getElementById(id);
const form = element('input');
let worker;
let isBusy = true;
let files = [];
let packageName = '';

const isComparing = () => form.elements.action.value === 'compare';

function startWorker() {
  worker = new Worker('worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => {
    if (data.isReady === false) return reportFailure();
    isBusy = false;
    element('run').disabled = false;
    if (!data.isReady) show(data);
    else if (element('status').value.startsWith('Loading')) setStatus('Ready.');
  };
  worker.onerror = reportFailure;
}

function reportFailure() {
  element('run').disabled = true;
  setStatus('The generator cannot be loaded: this browser has no WebAssembly, or files of this page are missing.');
}

// Shows a page in the frame of a section. Without a base, links inside of the page would lead to this one.
function showPage(id, page) {
  element(id).querySelector('iframe').srcdoc = page.replace('<meta charset="utf-8">', '$&<base href="about:srcdoc">');
}

// Sets the status, and the id of the section with the result.
function setStatus(text, result = '') {
  element('status').value = text;
  element('to-result').hidden = result === '';
  element('to-result').href = `#${result}`;
}

function showText(id, text) {
  element(id).hidden = text === '';
  element(id).querySelector('pre').textContent = text;
}

function show({ answer, milliseconds, hasStopped }) {
  if (hasStopped) {
    // The memory of a program that stopped is not reliable.
    worker.terminate();
    startWorker();
  }
  const seconds = (milliseconds / 1000).toFixed(2);
  showText('error', answer.error ?? '');
  showText('warnings', answer.client?.warnings ?? '');
  element('client').hidden = !answer.client;
  element('report').hidden = !answer.report;
  if (answer.error) setStatus('Nothing was generated.', 'error');
  if (answer.client) {
    files = answer.client.files;
    packageName = answer.client.package;
    element('file').replaceChildren(...files.map(({ path }) => new Option(path)));
    const first = files.findIndex(({ path }) => path.startsWith('src/resources/'));
    element('file').selectedIndex = Math.max(first, 0);
    showFile();
    showPage('client', answer.client.inspection);
    const lines = files.reduce((count, { text }) => count + text.split('\n').length - 1, 0);
    setStatus(`${answer.client.summary}; ${files.length} files with ${lines.toLocaleString('en')} lines in ${seconds} s.`, answer.client.warnings ? 'warnings' : 'client');
  }
  if (answer.report) {
    showPage('report', answer.report.page);
    setStatus(`${answer.report.summary}; compared in ${seconds} s.`, 'report');
  }
}

function showFile() {
  element('text').textContent = files[element('file').selectedIndex]?.text ?? '';
  element('text').scrollTop = 0;
}

function run() {
  if (isBusy) return;
  isBusy = true;
  const [old, settings] = [element('old').value, element('settings').value];
  const today = new Date().toISOString().slice(0, 10);
  setStatus(isComparing() ? 'Comparing…' : 'Generating…');
  worker.postMessage(
    isComparing()
      ? { compare: { old, new: element('new').value, settings, today } }
      : { generate: { description: old, settings } },
  );
}

function chooseAction() {
  for (const part of document.querySelectorAll('[data-for]')) part.hidden = part.dataset.for !== form.elements.action.value;
  element('run').textContent = isComparing() ? 'Compare' : 'Generate';
}

function setText(side, text) {
  element(side).value = text;
  element(side).setSelectionRange(0, 0);
  element(side).scrollTop = 0;
}

function offerTexts(side, first) {
  const choice = element(`${side}-example`);
  choice.replaceChildren(new Option('Choose…', ''), ...Object.entries(EXAMPLES).map(([path, name]) => new Option(name, path)));
  choice.value = first;
  const load = async () => {
    if (choice.value) setText(side, await (await fetch(choice.value)).text());
  };
  choice.addEventListener('change', load);
  element(side).addEventListener('input', () => (choice.value = ''));
  element(`${side}-file`).addEventListener('change', async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    setText(side, await file.text());
    choice.value = '';
  });
  return load();
}

// A tar archive with a folder for the crate: for each file a header of 512 bytes, and the text, padded to 512 bytes.
function archive() {
  const encoder = new TextEncoder();
  const parts = [];
  for (const file of files) {
    const path = `${packageName}/${file.path}`;
    const bytes = encoder.encode(file.text);
    const header = new Uint8Array(512);
    const write = (offset, value) => header.set(encoder.encode(value), offset);
    // A path of more than 100 bytes is split at a slash.
    const split = path.length > 100 ? path.indexOf('/', path.length - 101) : -1;
    write(0, path.slice(split + 1));
    write(100, '0000644\0');
    write(124, `${bytes.length.toString(8).padStart(11, '0')}\0`);
    write(136, `${Math.floor(Date.now() / 1000).toString(8).padStart(11, '0')}\0`);
    write(148, '        0');
    write(257, 'ustar\x0000');
    write(345, path.slice(0, Math.max(split, 0)));
    const sum = header.reduce((total, byte) => total + byte, 0);
    write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    parts.push(header, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512));
  }
  return new Blob([...parts, new Uint8Array(1024)], { type: 'application/x-tar' });
}

function download() {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(archive());
  link.download = `${packageName}.tar`;
  link.click();
  URL.revokeObjectURL(link.href);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
for (const choice of form.elements.action) choice.addEventListener('change', chooseAction);
element('file').addEventListener('change', showFile);
element('download').addEventListener('click', download);
chooseAction();
offerTexts('old', 'examples/pets.yaml');
offerTexts('new', 'examples/pets-2.yaml');
startWorker();
