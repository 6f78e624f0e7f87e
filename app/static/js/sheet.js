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

// What a spreadsheet puts on the clipboard: lines and tabs. A first column of names is left out.
export function block(text) {
  const rows = text.replace(/\r/g, '').replace(/\n$/, '').split('\n').map((line) => line.split('\t').map((cell) => cell.trim()));
  const hasNames = rows.some((row) => row.length > 1) && rows.every((row) => hundredths(row[0]) === undefined);
  return hasNames ? rows.map((row) => row.slice(1)) : rows;
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

function onPaste(event, grid, table) {
  const cell = event.target;
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!cell.matches('input[data-cell]') || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const [row, column] = placeOf(grid, cell);
  block(text).forEach((values, down) => values.forEach((value, across) => {
    const target = grid[row + down]?.[column + across];
    if (!target || target.readOnly) return;
    target.value = value;
    target.dispatchEvent(new Event('input', { bubbles: true }));
    target.dispatchEvent(new Event('change', { bubbles: true }));
  }));
  sum(table);
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
  });
}
