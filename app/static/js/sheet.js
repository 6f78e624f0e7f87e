// A table that works like a sheet: keys move between the cells, a pasted block fills them, rounding and sums follow.
// table[data-sheet] with input[data-cell]; the server checks everything again.

const STEPS = { quarter: 25, half: 50, none: 1 };
const NUMBER = /^(\d+|\d{1,3}(\.\d{3})+)(,\d*)?$/;

// An amount in hundredths, null for an empty cell, undefined for what is no amount.
export function hundredths(text) {
  const typed = text.replace(/\s/g, '');
  if (typed === '') return null;
  if (!NUMBER.test(typed)) return undefined;
  const [whole, decimals = ''] = typed.replaceAll('.', '').split(',');
  if (decimals.replace(/0+$/, '').length > 2) return undefined;
  return Number(whole) * 100 + Number(decimals.slice(0, 2).padEnd(2, '0'));
}

export function faultIn(text, rounding, hint) {
  const amount = hundredths(text);
  if (amount === null) return '';
  if (amount === undefined) return 'Vul een getal in, met een komma voor de decimalen.';
  return amount % STEPS[rounding] === 0 ? '' : hint;
}

// What a spreadsheet puts on the clipboard: lines and tabs. A first column of names stands apart.
export function block(text) {
  const rows = text.replace(/\r/g, '').replace(/\n$/, '').split('\n').map((line) => line.split('\t').map((cell) => cell.trim()));
  const hasNames = rows.some((row) => row.length > 1) && rows.every((row) => hundredths(row[0]) === undefined);
  return { names: hasNames ? rows.map((row) => row[0]) : null, values: hasNames ? rows.map((row) => row.slice(1)) : rows };
}

// The words of a name in one order, so that "Peeters, Noor" is "Noor Peeters".
export function wordsOf(name) {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).sort().join(' ');
}

const shown = (amount) => (amount / 100).toLocaleString('nl-BE', { maximumFractionDigits: 2 });
const cellsOf = (row) => [...row.querySelectorAll('input[data-cell]')];
const gridOf = (table) => [...table.tBodies[0].rows].map(cellsOf).filter((cells) => cells.length > 0);

function placeOf(grid, cell) {
  const row = grid.findIndex((cells) => cells.includes(cell));
  return [row, grid[row].indexOf(cell)];
}

function move(grid, cell, down, across) {
  const [row, column] = placeOf(grid, cell);
  const target = grid[row + down]?.[column + across];
  if (!target) return false;
  target.focus();
  target.select();
  return true;
}

function onKey(event, grid) {
  const cell = event.target;
  if (!cell.matches('input[data-cell]') || event.ctrlKey || event.metaKey || event.altKey) return;
  const atBegin = cell.selectionStart === 0 && cell.selectionEnd === 0;
  const atEnd = cell.selectionStart === cell.value.length;
  const moves = {
    ArrowDown: () => move(grid, cell, 1, 0),
    ArrowUp: () => move(grid, cell, -1, 0),
    ArrowLeft: () => atBegin && move(grid, cell, 0, -1),
    ArrowRight: () => atEnd && move(grid, cell, 0, 1),
    Enter: () => { move(grid, cell, event.shiftKey ? -1 : 1, 0); return true; },
  };
  if (moves[event.key]?.()) event.preventDefault();
}

// The row for each pasted line: by name where every name is that of one row, else one after the other.
function rowsFor(names, amount, grid, row) {
  const inOrder = Array.from({ length: amount }, (_, down) => row + down);
  if (!names) return { rows: inOrder, unknown: false };
  const known = grid.map((cells) => wordsOf(cells[0].getAttribute('aria-label') ?? ''));
  const found = names.map((name) => known.indexOf(wordsOf(name)));
  const isClear = found.every((place, index) => place >= 0 && found.indexOf(place) === index)
    && found.every((place) => known.indexOf(known[place]) === known.lastIndexOf(known[place]));
  return isClear ? { rows: found, unknown: false } : { rows: inOrder, unknown: true };
}

function onPaste(event, grid, table) {
  const cell = event.target;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!cell.matches('input[data-cell]') || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const [row, column] = placeOf(grid, cell);
  const { names, values } = block(text);
  const { rows, unknown } = rowsFor(names, values.length, grid, row);
  let left = 0;
  values.forEach((line, down) => line.forEach((value, across) => {
    const target = grid[rows[down]]?.[column + across];
    if (!target || target.readOnly) {
      if (value !== '') left += 1;
      return;
    }
    target.value = value;
    target.dispatchEvent(new Event('input', { bubbles: true }));
    target.dispatchEvent(new Event('change', { bubbles: true }));
  }));
  sum(table);
  tell(table, left, unknown);
}

// What a paste did not do as its user may think: nothing of it is lost in silence.
function tell(table, left, unknown) {
  const place = table.closest('form') ?? table.parentElement;
  let news = place.querySelector('.paste-news');
  if (!news) {
    news = document.createElement('div');
    news.className = 'notice due paste-news';
    news.setAttribute('role', 'status');
    table.parentElement.after(news);
  }
  const parts = [];
  if (left === 1) parts.push('1 geplakte waarde vond geen cel en is niet ingevuld.');
  if (left > 1) parts.push(`${left} geplakte waarden vonden geen cel en zijn niet ingevuld.`);
  if (unknown) parts.push('Niet elke naam in de eerste kolom staat hier één keer; de waarden staan in de volgorde van je rekenblad.');
  news.textContent = parts.length ? `${parts.join(' ')} Kijk na of alles in de juiste cel staat.` : '';
  news.hidden = parts.length === 0;
}

function judge(cell) {
  const words = faultIn(cell.value, cell.dataset.rounding, cell.dataset.hint);
  const place = cell.closest('tr').querySelector('.standing');
  const stored = document.getElementById(`${cell.id}-error`);
  let live = place.querySelector('.live-fault');
  if (!live) {
    live = document.createElement('div');
    live.className = 'live-fault error';
    live.id = `${cell.id}-live`;
    live.setAttribute('role', 'status');
    place.append(live);
  }
  stored?.remove();
  live.textContent = words;
  place.querySelector('.badge')?.toggleAttribute('hidden', words !== '');
  cell.toggleAttribute('aria-invalid', words !== '');
  if (words) {
    cell.setAttribute('aria-invalid', 'true');
    cell.setAttribute('aria-describedby', live.id);
  } else cell.removeAttribute('aria-describedby');
}

function sum(table) {
  table.querySelectorAll('output[data-sum-of]').forEach((output) => {
    const cells = [...table.querySelectorAll(`input[data-cell][data-sum="${output.dataset.sumOf}"]`)];
    const elsewhere = Math.round(Number(output.dataset.elsewhere) * 100);
    output.textContent = shown(cells.reduce((total, cell) => total + (hundredths(cell.value) ?? 0), elsewhere));
  });
}

// A total that is summed is not typed: its cell says so by being read only.
function followSwitch(choice) {
  const cell = document.getElementById(choice.dataset.switchOf);
  const show = () => { cell.readOnly = choice.value === 'computed'; };
  choice.addEventListener('change', show);
  show();
}

export function workAsSheets(page) {
  page.querySelectorAll('table[data-sheet]').forEach((table) => {
    const grid = gridOf(table);
    if (grid.length === 0) return;
    table.addEventListener('keydown', (event) => onKey(event, grid));
    table.addEventListener('paste', (event) => onPaste(event, grid, table));
    table.addEventListener('input', (event) => {
      if (!event.target.matches('input[data-cell]')) return;
      sum(table);
      judge(event.target);
    });
    table.querySelectorAll('select[data-switch-of]').forEach(followSwitch);
    // A refused form keeps what was typed, and the browser what stood there before: the sums are of that.
    sum(table);
  });
}
