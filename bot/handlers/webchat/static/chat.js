// The page of the web chat. It shows two things in one order: lines that the server numbered (they come
// again from the first at every load) and what was written here, kept in this browser until it has arrived
// and shown after the line it followed. What the server has forgotten, this page forgets too.

const settings = JSON.parse(document.getElementById('settings').textContent);
const words = settings.labels;
const at = (id) => document.getElementById(id);
const log = at('log'), scroller = at('scroll'), box = at('text');
const LOCALE = { ar: 'ar-JO-u-nu-latn', en: 'en-GB', ckb: 'ckb-u-nu-latn' }[settings.language];
const KNOWN = Intl.DateTimeFormat.supportedLocalesOf(LOCALE).length > 0;
// Bytes in one request: an interrupted album goes on where it stopped.
const BATCH = Math.min(2_000_000, settings.maxBytes);

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

const SHAPES = {
  sent: 'M4 12l5 5L20 6', waiting: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18', failed: 'M12 6v7M12 17.500v.01',
  voice: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M5 11a7 7 0 0 0 14 0M12 18v3',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4', remove: 'M6 6l12 12M18 6L6 18',
};
function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'path'));
  svg.firstChild.setAttribute('d', SHAPES[name]);
  return svg;
}

// ------------------------------------------------------------------ what this browser keeps

const kept = new Map();             // id -> record; the database holds the same, where there is one
let database = null;

function openDatabase() {
  return new Promise((done) => {
    try {
      const request = indexedDB.open('chat', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('mine', { keyPath: 'id' });
      request.onsuccess = () => done(request.result);
      request.onerror = request.onblocked = () => done(null);
    } catch { done(null); }
  });
}

function stored(mode, work) {
  return new Promise((done) => {
    if (!database) { done(undefined); return; }
    try {
      const deal = database.transaction('mine', mode);
      const request = work(deal.objectStore('mine'));
      deal.oncomplete = () => done(request.result);
      deal.onerror = deal.onabort = () => done(undefined);
    } catch { done(undefined); }
  });
}

const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('chat') : null;

async function keep(record) {
  kept.set(record.id, record);
  await stored('readwrite', (store) => store.put(record));
  tabs?.postMessage('changed');
}

async function drop(record) {
  kept.delete(record.id);
  remove(record.id);
  await stored('readwrite', (store) => store.delete(record.id));
  refresh();
}

async function load() {
  for (const record of (await stored('readonly', (store) => store.getAll())) || []) {
    kept.set(record.id, record);
    if (!record.silent) show(record);
  }
}

async function open() {
  database = await openDatabase();
  try {
    // Another browser name: what was kept belongs to somebody else's chat.
    if (localStorage.getItem('chat-tag') !== settings.tag) await stored('readwrite', (store) => store.clear());
    localStorage.setItem('chat-tag', settings.tag);
  } catch { /* a browser that keeps nothing has nothing to forget */ }
  await load();
  if (tabs) tabs.onmessage = load;
}

// ------------------------------------------------------------------ the order of things on the page

const items = [];                   // { id, key: [line, own, moment], time, node, day }
const lines = new Map();            // number -> what the server sent
const replaced = new Set();         // numbers whose place was taken by a later line
let last = 0, ready = false, begun = Date.now();

function earlier(a, b) {
  for (let i = 0; i < 3; i += 1) if (a.key[i] !== b.key[i]) return a.key[i] < b.key[i];
  return false;
}

function place(item) {
  const known = items.findIndex((other) => other.id === item.id);
  if (known >= 0) {
    // The node stays, and with it the focus.
    const { node } = items[known];
    node.className = item.node.className;
    node.replaceChildren(...item.node.childNodes);
    return;
  }
  const low = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
  let index = items.length;
  while (index && earlier(item, items[index - 1])) index -= 1;
  items.splice(index, 0, item);
  const next = items[index + 1];
  log.insertBefore(item.node, next ? next.day || next.node : null);
  at('welcome').hidden = true;
  if (!ready) return;
  item.node.classList.add('fresh');
  days();
  if (low || item.key[1]) reveal(item.node);
  else at('jump').hidden = false;
}

function remove(id) {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) return;
  items[index].node.remove();
  items[index].day?.remove();
  items.splice(index, 1);
  days();
}

function reveal(node) {
  // A text longer than the screen is read from its beginning.
  const tall = node && node.offsetHeight > scroller.clientHeight * 0.9;
  scroller.scrollTop = tall ? node.offsetTop - scroller.offsetTop - 8 : scroller.scrollHeight;
  at('jump').hidden = true;
}

function days() {
  let before = '';
  for (const item of items) {
    const name = item.time ? dayName(item.time) : before;
    const wanted = name !== before ? name : '';
    if ((item.day?.textContent || '') !== wanted) {
      item.day?.remove();
      item.day = wanted ? make('p', { class: 'day' }, wanted) : null;
      if (item.day) log.insertBefore(item.day, item.node);
    }
    before = name;
  }
}

function dayName(time) {
  const date = new Date(time), today = new Date();
  const away = Math.round((new Date(today).setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 864e5);
  if (away === 0) return words.today;
  if (away === 1) return words.yesterday;
  if (!KNOWN) return `${date.getDate()}/${date.getMonth() + 1}/${date.getFullYear()}`;
  return date.toLocaleDateString(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' });
}

function clock(time) {
  return new Date(time).toLocaleTimeString(KNOWN ? LOCALE : 'en-GB', { hour: 'numeric', minute: '2-digit' });
}

// ------------------------------------------------------------------ lines of the server

function linked(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"«»،؛\u2066-\u2069]+/g)) {
    const url = found[0].replace(/[.,:;!?؟)\]]+$/, '');
    nodes.push(text.slice(from, found.index));
    nodes.push(make('a', { href: url, target: '_blank', rel: 'noopener noreferrer', dir: 'ltr' }, url));
    from = found.index + url.length;
  }
  return [...nodes, text.slice(from)];
}

function medium({ kind, url }) {
  if (kind === 'photo') {
    return make('a', { href: url, target: '_blank', rel: 'noopener' },
      make('img', { src: url, alt: words.photo, loading: 'lazy' }));
  }
  if (kind === 'voice' || kind === 'audio') {
    return make('audio', { src: url, controls: true, preload: 'none', 'aria-label': words.voice });
  }
  if (kind === 'video') return make('video', { src: url, controls: true, preload: 'metadata', 'aria-label': words.video });
  return make('a', { href: url, class: 'thing', target: '_blank', rel: 'noopener' }, icon('file'), words.file);
}

function album(things) {
  return things.length ? make('div', { class: things.length > 1 ? 'media several' : 'media' }, ...things) : null;
}

function bubble(line) {
  const [n, of] = line.progress || [];
  const question = n && fill(words.question, { n, of });
  return make('div', { class: 'bubble', id: `line-${line.id}`, dir: line.dir, tabindex: '-1' },
    make('span', { class: 'unseen' }, `${words.them}: `),
    n ? make('div', { class: 'progress' }, make('progress', { value: n, max: of, 'aria-label': question }),
      make('span', { 'aria-hidden': 'true', dir: 'ltr' }, `${n}/${of}`)) : null,
    line.text ? make('div', { class: 'words' }, ...line.text.split('\n\n').map((part) => make('p', {}, ...linked(part)))) : null,
    album(line.media.map(medium)),
    line.hint ? make('div', { class: 'hint' }, line.hint) : null,
    line.choices.length || line.asks ? choices(line) : null,
    line.at ? make('div', { class: 'foot' }, clock(line.at)) : null);
}

function choices(line) {
  const buttons = line.choices.map((choice) => make('button', {
    type: 'button', class: choice.style, 'data-choice': choice.id,
    'aria-pressed': line.multiple && !choice.style ? String(choice.marked) : null,
    onclick: (event) => tap(line, choice, event.currentTarget),
  }, choice.label));
  if (line.asks === 'position') buttons.push(make('button', { type: 'button', onclick: givePosition }, words.position));
  return make('div', { class: line.rows ? 'choices rows' : 'choices', role: 'group' }, ...buttons);
}

function tap(line, choice, button) {
  const toggle = line.multiple && !choice.style;
  if (toggle) button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
  say({ choice: choice.id, text: choice.label, silent: toggle, stays: line.stays });
  // The button is now spent: the next Tab goes on from here, to what is asked next.
  if (!toggle) goOn();
}

// Not to the text box: on a phone that would open its keyboard over the next question.
function goOn() {
  items[items.length - 1].node.focus({ preventScroll: true });
}

function hear(event) {
  const line = JSON.parse(event.data), number = Number(line.id);
  for (const old of line.replaces || []) {
    replaced.add(Number(old));
    forgetLine(Number(old));
  }
  lines.set(number, line);
  last = Math.max(last, number);
  place({ id: `line-${number}`, key: [number, 0, 0], time: line.at, node: bubble(line) });
  if (ready) settle();
}

function forgetLine(number) {
  lines.delete(number);
  remove(`line-${number}`);
}

function settle() {
  at('typing').hidden = true;
  refresh();
}

// Only the latest question can be answered by its buttons, and only once; notices stay open.
function refresh() {
  const answers = [...kept.values()].filter((record) => !record.silent && !record.stays && record.state !== 'failed');
  const asked = [...lines].filter(([, line]) => (line.choices.length || line.asks) && !line.stays);
  const latest = Math.max(0, ...asked.map(([number]) => number));
  for (const [number, line] of lines) {
    if (!line.choices.length && !line.asks) continue;
    const answered = answers.filter((record) => record.after >= number);
    const open = line.stays || (number === latest && !answered.length);
    const chosen = new Set(answers.map((record) => record.choice).filter(Boolean));
    for (const button of at(`line-${number}`)?.querySelectorAll('.choices button') || []) {
      button.disabled = !open;
      button.classList.toggle('chosen', !open && chosen.has(button.dataset.choice));
    }
  }
}

// ------------------------------------------------------------------ what is written here

async function say(message) {
  const record = {
    id: fresh(), at: Date.now(), after: last, text: '', label: '', choice: '', position: null, files: [], done: 0,
    silent: false, stays: false, state: 'waiting', error: '', ...message,
  };
  kept.set(record.id, record);
  if (!record.silent) show(record);
  refresh();
  await keep(record);
  flush();
}

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function show(record) {
  const node = make('div', { class: `bubble mine ${record.state}`, id: `mine-${record.id}`, tabindex: '-1' },
    make('span', { class: 'unseen' }, `${words.me}: `),
    album(record.files.map(ownFile)),
    record.label || record.text ? make('div', { class: 'words', dir: 'auto' }, record.label || record.text) : null,
    foot(record));
  place({ id: record.id, key: [record.after, 1, record.at], time: record.at, node });
}

function ownFile(file) {
  if (file.thumb) {
    const url = URL.createObjectURL(file.thumb);
    return make('img', { src: url, alt: words.photo, onload: () => URL.revokeObjectURL(url) });
  }
  return make('span', { class: 'thing' }, icon(file.voice ? 'voice' : 'file'), file.voice ? words.voice : file.name);
}

function foot(record) {
  if (record.state === 'failed') {
    return make('div', { class: 'foot' }, icon('failed'), record.error || words.failed,
      make('button', { type: 'button', onclick: () => again(record) }, words.retry),
      make('button', { type: 'button', onclick: () => drop(record) }, words.drop));
  }
  const waiting = record.state === 'waiting', { length } = record.files;
  return make('div', { class: 'foot' },
    waiting ? make('span', { class: 'why' }, words.waiting) : null,
    waiting && length > 1 ? make('span', { dir: 'ltr' }, `${record.done}/${length}`) : null,
    clock(record.at), icon(record.state), waiting ? null : make('span', { class: 'unseen' }, words.sent));
}

async function turn(record, state, error = '') {
  Object.assign(record, { state, error });
  if (record.silent && state !== 'waiting') return drop(record);
  // What has arrived need not lie about on the phone: photos stay as small pictures.
  if (state === 'sent') for (const file of record.files) file.blob = null;
  show(record);
  refresh();
  return keep(record);
}

function again(record) {
  turn(record, 'waiting').then(flush);
}

let sending = false, pause = 0, timer = 0, wait = 0, patient = true;

// First the history: an answer that came as a part of it would stand before what it answers. Where a stream
// is held back on its way, messages leave without it.
setTimeout(() => { patient = false; flush(); }, 5_000);

async function flush() {
  clearTimeout(timer);
  if (sending || over || !ready && patient) return;
  sending = true;
  try {
    let record;
    while ((record = next())) {
      const before = last;
      const [outcome, why] = await deliver(record);
      if (outcome === 'later') {
        document.body.classList.add('offline');
        pause = Math.min(30_000, (pause || 1_000) * 2);
        timer = setTimeout(flush, Math.max(pause, wait));
        return;
      }
      pause = wait = 0;
      document.body.classList.remove('offline');
      await turn(record, outcome, why);
      if (outcome === 'sent' && last === before) expect();
      if (record.silent) note(why);
    }
  } finally { sending = false; }
}

function next() {
  return [...kept.values()].filter((record) => record.state === 'waiting').sort((a, b) => a.at - b.at)[0];
}

async function deliver(record) {
  if (!record.files.length) {
    const { id, choice, position } = record;
    const body = choice ? { id, choice } : position ? { id, position } : { id, text: record.text };
    return post(JSON.stringify(body), 0, { 'Content-Type': 'application/json' });
  }
  while (record.done < record.files.length) {
    const form = new FormData();
    let size = 0, count = 0;
    form.append('id', `${record.id}.${record.done}`);
    if (record.files.length > 1) form.append('album', record.id);
    if (!record.done) form.append('text', record.text);
    for (const file of record.files.slice(record.done)) {
      if (count && size + file.blob.size > BATCH) break;
      form.append('file', file.blob, file.name);
      size += file.blob.size;
      count += 1;
    }
    const answer = await post(form, size, {});
    if (answer[0] !== 'sent') return answer;
    record.done += count;
    await keep(record);
    show(record);
  }
  return ['sent'];
}

// 202 and nothing else means that it has arrived: networks with a sign-in page answer 200 to everything.
async function post(body, size, headers) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), 30_000 + size / 3);
  try {
    const answer = await fetch('/chat/messages', {
      method: 'POST', body, signal: stop.signal, credentials: 'same-origin',
      headers: { ...headers, 'Accept-Language': settings.language, 'Last-Event-ID': String(last) },
    });
    if (answer.status === 202) {
      answer.text().catch(() => '');  // read to its end, so that nothing of it stays open
      return ['sent'];
    }
    const why = await answer.json().catch(() => ({}));
    wait = 1_000 * (Number(answer.headers.get('Retry-After')) || 0);
    if (why.error === 'no_browser') end();
    if (why.error === 'no_browser' || !why.error || answer.status === 429 || answer.status >= 500) return ['later'];
    return ['failed', why.text];
  } catch { return ['later']; } finally { clearTimeout(patience); }
}

let hoping = 0;
function expect() {
  at('typing').hidden = false;
  clearTimeout(hoping);
  hoping = setTimeout(() => { at('typing').hidden = true; }, 20_000);
  reveal();
}

// ------------------------------------------------------------------ the stream

let source = null, tries = 0, over = false, dark = 0;

function listen() {
  if (over) return;
  source?.close();
  source = new EventSource(`/chat/events?after=${last}`);
  source.onopen = () => { tries = 0; connected(true); };
  source.onmessage = hear;
  source.addEventListener('gone', (event) => {
    for (const id of JSON.parse(event.data).ids) forgetLine(Number(id));
    last = Math.max(last, Number(event.lastEventId));
    forgetStrays(true);
  });
  source.addEventListener('ready', arrived);
  source.onerror = () => {
    connected(false);
    // The browser tries again by itself after a cut, but not after an answer that is no stream.
    if (source.readyState === EventSource.CLOSED) refused();
  };
}

async function refused() {
  const answer = await fetch('/chat/events', { method: 'HEAD' }).catch(() => null);
  if (answer?.status === 403) end();
  else setTimeout(listen, Math.min(30_000, 1_000 * 2 ** tries++));
}

function arrived() {
  if (ready) return;
  ready = true;
  // What was written before the history had come follows all of it.
  for (const record of kept.values()) {
    if (record.after || record.at < begun || !last || record.state === 'sent') continue;
    remove(record.id);
    record.after = last;
    keep(record);
    if (!record.silent) show(record);
  }
  forgetStrays(false);
  at('welcome').hidden = items.length > 0;
  days();
  settle();
  reveal(items.at(-1)?.node);
  flush();
  // From now on, and not for the history, new messages are read out.
  setTimeout(() => log.setAttribute('aria-live', 'polite'), 100);
}

// The server has taken back the line that a message followed: the message goes too.
function forgetStrays(all) {
  const first = lines.has(1) || !lines.size && !all;
  for (const record of [...kept.values()]) {
    const known = record.after ? lines.has(record.after) || replaced.has(record.after) : first;
    if (!known && record.state === 'sent') drop(record);
  }
}

function connected(yes) {
  clearTimeout(dark);
  if (over) return;
  if (yes) {
    document.body.classList.remove('offline');
    at('banner').hidden = true;
    flush();
    return;
  }
  dark = setTimeout(() => {
    document.body.classList.add('offline');
    at('banner').textContent = words.offline;
    at('banner').hidden = false;
    at('typing').hidden = true;
  }, navigator.onLine ? 2_500 : 0);
}

function end() {
  over = true;
  source?.close();
  clearTimeout(dark);
  at('banner').replaceChildren(words.lost, make('button', { type: 'button', onclick: () => location.reload() }, words.reload));
  at('banner').hidden = false;
}

// ------------------------------------------------------------------ writing, photos, files

let chosen = [];                    // files waiting in the tray
const canRecord = Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);

function note(text) {
  at('note').textContent = text || '';
  at('note').hidden = !text;
}

function shape() {
  if (!CSS.supports('field-sizing', 'content')) {
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }
  const something = Boolean(box.value.trim() || chosen.length);
  box.dir = box.value ? 'auto' : document.dir;
  at('send').hidden = canRecord && !something;
  at('record').hidden = !canRecord || something;
}

function submit(event) {
  event?.preventDefault();
  const text = box.value.trim();
  if (!text && !chosen.length) return;
  note('');
  say({ text, files: chosen });
  box.value = '';
  chosen = [];
  tray();
  shape();
  if (document.activeElement === box) return;
  if (matchMedia('(any-pointer: fine)').matches) box.focus();
  else goOn();
}

// The tray, a line of notes or the keyboard makes the screen shorter: what stood at its end stays there.
let lowest = true, height = scroller.clientHeight;
scroller.addEventListener('scroll', () => {
  if (scroller.clientHeight === height) lowest = scroller.scrollHeight - scroller.scrollTop - height < 8;
}, { passive: true });
new ResizeObserver(() => {
  height = scroller.clientHeight;
  if (lowest) scroller.scrollTop = scroller.scrollHeight;
}).observe(scroller);

function tray() {
  at('tray').hidden = !chosen.length;
  at('tray').replaceChildren(...chosen.map((file, index) => make('li', {}, ownFile(file),
    make('button', {
      type: 'button', 'aria-label': `${words.remove}: ${file.thumb ? words.photo : file.name} ${index + 1}`,
      onclick: () => { chosen.splice(index, 1); tray(); shape(); at('photos').focus(); },
    }, icon('remove')))));
}

async function reduced(file, most, quality) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, most / Math.max(image.width, image.height));
    const canvas = make('canvas', { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    const brush = canvas.getContext('2d');
    brush.fillStyle = '#fff';
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    return await new Promise((done) => { canvas.toBlob(done, 'image/jpeg', quality); });
  } catch { return null; }           // a kind of picture that this browser cannot read goes as it is
}

async function pick(files, asPhotos) {
  note('');
  for (const file of files) {
    if (chosen.length >= settings.maxFiles) { note(fill(words.too_many, { n: settings.maxFiles })); break; }
    const photo = asPhotos && file.type.startsWith('image/');
    if (photo) note(words.preparing);
    const small = photo ? await reduced(file, 1600, 0.82) : null;
    const blob = small || file;
    if (photo) note('');
    if (blob.size > settings.maxBytes) { note(fill(words.too_large, { n: Math.floor(settings.maxBytes / 1e6) })); continue; }
    const thumb = small && await reduced(small, 320, 0.7);
    chosen.push({ blob, thumb, name: small ? `photo-${chosen.length + 1}.jpg` : file.name, voice: false });
    tray();
    shape();
  }
  at(chosen.length ? 'send' : asPhotos ? 'photos' : 'file').focus();
}

function givePosition() {
  note('');
  const refusal = () => note(words.position_refused);
  if (!navigator.geolocation) { refusal(); return; }
  navigator.geolocation.getCurrentPosition(({ coords: { latitude, longitude } }) => {
    say({ position: { latitude, longitude }, label: words.position });
  }, refusal, { timeout: 20_000, maximumAge: 60_000 });
}

// ------------------------------------------------------------------ voice

let recorder = null, ticking = 0;

async function record() {
  note('');
  let sound;
  try { sound = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { note(words.record_refused); return; }
  const mime = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'].find((kind) => MediaRecorder.isTypeSupported(kind));
  const began = Date.now(), parts = [];
  recorder = new MediaRecorder(sound, { mimeType: mime, audioBitsPerSecond: 32_000 });
  recorder.wanted = false;
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    const { mimeType, wanted } = recorder, type = (mimeType || 'audio/webm').split(';')[0];
    sound.getTracks().forEach((track) => track.stop());
    recording(false);
    const blob = new Blob(parts, { type });
    if (wanted && blob.size) say({ files: [{ blob, thumb: null, voice: true, name: `voice.${type.split('/')[1]}` }] });
  };
  recorder.start(1_000);
  recording(true);
  ticking = setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1_000);
    at('clock').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    if (seconds >= 300) finish(true);
  }, 250);
}

function recording(on) {
  clearInterval(ticking);
  at('clock').textContent = '0:00';
  at('recorder').hidden = !on;
  at('composer').hidden = on;
  at(on ? 'record-send' : 'record').focus();
}

function finish(wanted) {
  recorder.wanted = wanted;
  recorder.stop();
}

// ------------------------------------------------------------------ leaving

const exitUrl = at('exit').href;

function leave() {
  over = true;
  source?.close();
  document.body.hidden = true;
  document.title = '';
  location.replace(exitUrl);
}

async function forget() {
  const answer = await fetch('/chat/forget', { method: 'POST', credentials: 'same-origin' }).catch(() => null);
  if (answer?.status !== 204) { at('sheet').close(); note(words.forget_failed); return; }
  over = true;
  source?.close();
  await stored('readwrite', (store) => store.clear());
  try { localStorage.removeItem('chat-tag'); } catch { /* nothing was kept */ }
  leave();
}

let escaped = 0;
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  if (Date.now() - escaped < 800) leave();
  escaped = Date.now();
});
at('exit').addEventListener('click', (event) => { event.preventDefault(); leave(); });
at('options').addEventListener('click', () => at('sheet').showModal());
at('sheet-close').addEventListener('click', () => at('sheet').close());
at('sheet').addEventListener('click', (event) => { if (event.target === at('sheet')) at('sheet').close(); });
at('forget').addEventListener('click', forget);
at('start').addEventListener('click', () => { say({ text: '/start', label: words.start }); goOn(); });
at('jump').addEventListener('click', () => reveal());
at('composer').addEventListener('submit', submit);
at('photos').addEventListener('click', () => at('pick-photos').click());
at('file').addEventListener('click', () => at('pick-files').click());
for (const [id, asPhotos] of [['pick-photos', true], ['pick-files', false]]) {
  at(id).addEventListener('change', (event) => { pick([...event.target.files], asPhotos); event.target.value = ''; });
}
// The keyboard of a phone stays open while one writes message after message.
at('send').addEventListener('mousedown', (event) => event.preventDefault());
box.addEventListener('input', shape);
box.addEventListener('keydown', (event) => { if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event); });
box.addEventListener('paste', (event) => { if (event.clipboardData.files.length) { event.preventDefault(); pick([...event.clipboardData.files], true); } });
at('record').addEventListener('click', record);
at('record-send').addEventListener('click', () => finish(true));
at('record-drop').addEventListener('click', () => finish(false));
scroller.addEventListener('scroll', () => { if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120) at('jump').hidden = true; }, { passive: true });
window.addEventListener('online', () => { pause = 0; listen(); flush(); });
window.addEventListener('offline', () => connected(false));
document.addEventListener('visibilitychange', () => { if (!document.hidden) { pause = 0; flush(); } });

const invitation = new URLSearchParams(location.search).get('start');
if (location.search) history.replaceState(null, '', location.pathname);
shape();
await open();
if (invitation) say({ text: `/start ${invitation}`, label: words.came_by_link });
listen();
flush();
