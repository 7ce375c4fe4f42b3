// Runs the generator beside the page, which stays usable meanwhile.
import start from './generator.js';
import startUnpacking from './unpack.js';

async function load() {
  const [response] = await Promise.all([fetch('generator_bg.wasm.xz'), startUnpacking()]);
  const packed = new Uint8Array(await response.arrayBuffer());
  await start({ module_or_path: globalThis.unpack(packed) });
}

const started = load();
started.then(
  () => postMessage({ isReady: true }),
  () => postMessage({ isReady: false }),
);

onmessage = async ({ data }) => {
  await started;
  const begin = performance.now();
  const elapsed = () => performance.now() - begin;
  try {
    const answer = JSON.parse(globalThis.answer(JSON.stringify(data)));
    postMessage({ answer, milliseconds: elapsed() });
  } catch (error) {
    const reason = globalThis.panicMessage ?? error;
    postMessage({ answer: { error: `The generator stopped: ${reason}` }, milliseconds: elapsed(), hasStopped: true });
  }
};
